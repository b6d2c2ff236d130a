/* gs-answer.c: buttons of dialogs that ask
 * SPDX-License-Identifier: MIT
 */
#include "parts/gs-answer.h"

/**
 * gs_answer_add:
 * @label: with an underscore before its mnemonic
 *
 * In GTK 4.8 the name of a dialog's button would be its text twice, once with the
 * underscore; of this one it is the text.
 *
 * Returns: (transfer none): the button that gives @dialog that @response
 */
GtkWidget *
gs_answer_add (GtkWidget *dialog, const char *label, int response)
{
  GtkWidget *button = gtk_dialog_add_button (GTK_DIALOG (dialog), label, response);

  gtk_accessible_reset_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL);
  return button;
}
