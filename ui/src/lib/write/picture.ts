// Lays a picture file beside a piece.
import { call } from '../api/client';
import { asBase64 } from '../files';

/** The name under which the picture can be put into the Markdown. */
export async function layPicture(piece: string, file: File): Promise<string> {
  const { name } = await call('add_picture', { piece, file_name: file.name, data: await asBase64(file) });
  return name;
}
