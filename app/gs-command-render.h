/* gs-command-render.h: guestscope render
 * SPDX-License-Identifier: MIT
 */
#pragma once

int gs_command_render (int argc, char **argv);
