/* gs-trace-option.h: what the command line says about one trace: --role, --guest, --offset
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "experiment/gs-experiment.h"

G_BEGIN_DECLS

typedef enum
{
  GS_TRACE_OPTION_ROLE,
  GS_TRACE_OPTION_GUEST,
  GS_TRACE_OPTION_OFFSET,
  GS_N_TRACE_OPTIONS,
} GsTraceOption;

gboolean gs_trace_option_check (GsTraceOption option, char **texts, GError **error);
gboolean gs_trace_option_apply (GsTraceOption option, char **texts, GsExperiment *experiment, GError **error);

G_END_DECLS
