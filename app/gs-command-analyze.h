/* gs-command-analyze.h: guestscope analyze
 * SPDX-License-Identifier: MIT
 */
#pragma once

int gs_command_analyze (int argc, char **argv);
