/* gs-session-state.h: a session to what is kept of it, and back
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "session/gs-session.h"

G_BEGIN_DECLS

void gs_session_state_save (GsSession *session, GVariantDict *state);
void gs_session_state_restore (GsSession *session, GVariant *state);
void gs_session_state_restore_times (GsSession *session, GVariant *state);

G_END_DECLS
