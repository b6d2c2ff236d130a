/* fuzz-packets.h: inputs of packets as the tests' writer lays them out
 * SPDX-License-Identifier: MIT
 *
 * Two bytes, of which each target says what they mean, and behind them packets of
 * FUZZ_PACKET bytes each.
 */
#pragma once

#define FUZZ_PREFIX 2
#define FUZZ_PACKET 512
