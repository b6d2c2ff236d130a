/* gs-command-info.h: guestscope info
 * SPDX-License-Identifier: MIT
 */
#pragma once

int gs_command_info (int argc, char **argv);
