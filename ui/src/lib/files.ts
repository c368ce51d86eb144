// A file the rep chose, as the desk takes it.

/** The bytes of a file as base64. */
export function asBase64(file: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    // `data:text/csv;base64,…`: what follows the comma is the file.
    reader.onload = () => resolve((reader.result as string).split(',')[1] ?? '');
    reader.onerror = () => reject(new Error(`${file instanceof File ? file.name : 'The file'} could not be read`));
    reader.readAsDataURL(file);
  });
}
