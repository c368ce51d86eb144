// Lays a picture file beside a piece.
import { call } from '../api/client';

function base64(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).replace(/^data:[^,]*,/, ''));
    reader.onerror = () => reject(new Error(`${file.name} could not be read.`));
    reader.readAsDataURL(file);
  });
}

/** The name under which the picture can be put into the Markdown. */
export async function layPicture(piece: string, file: File): Promise<string> {
  const { name } = await call('add_picture', { piece, file_name: file.name, data: await base64(file) });
  return name;
}
