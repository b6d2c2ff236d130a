/* sim-dat.h: a simulation's traces as files of trace-cmd
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "sim/simulator.h"

G_BEGIN_DECLS

SimResult *sim_dat_write (const SimConfig *config, const char *folder, GError **error);

G_END_DECLS
