// Files: those the rep chose, as the desk takes them, and those the desk wrote, as they are named.

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

/** The last part of a path, on any system. */
export const fileName = (path: string): string => path.split(/[\\/]/).at(-1) || path;
