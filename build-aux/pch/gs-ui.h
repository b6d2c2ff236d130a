/* gs-ui.h: what nearly every file of ui/ includes, compiled once
 * SPDX-License-Identifier: MIT
 */
#include <gtk/gtk.h>
