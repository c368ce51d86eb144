// Sheets that answer for Escape themselves.

/** Whether a question, the palette or another sheet lies over the open sheet: then Escape is for that. */
export const covered = (): boolean => document.querySelectorAll('[role=dialog], [role=alertdialog]').length > 1;
