import type { Client } from 'urql';
import { graphql } from '../../../generated';

const PictureUpload = graphql(`
  mutation PictureUpload($shop: ID!, $input: UploadCreateInput!) {
    uploadCreate(shop: $shop, input: $input) {
      upload {
        id
        url
      }
      userErrors {
        code
        message
        field
      }
    }
  }
`);

export const PICTURE_TYPES = ['image/jpeg', 'image/png', 'image/webp', 'image/gif', 'image/avif'];

/** Sends a picture; answers its upload. @throws {Error} with a sentence for the person, where there is one */
export async function uploadPicture(client: Client, shop: string, file: File, onProgress: (share: number) => void): Promise<string> {
  const input = { filename: file.name, contentType: file.type, bytes: file.size };
  const { data, error } = await client.mutation(PictureUpload, { shop, input }).toPromise();
  const upload = data?.uploadCreate?.upload;
  if (!upload?.url) throw new Error(data?.uploadCreate?.userErrors[0]?.message ?? error?.graphQLErrors[0]?.message ?? '');
  const { pathname, search } = new URL(upload.url);
  await put(pathname + search, file, onProgress);
  return upload.id;
}

/** fetch tells nothing of how far a file has come. */
const put = (address: string, file: File, onProgress: (share: number) => void): Promise<void> =>
  new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('PUT', address);
    request.setRequestHeader('Content-Type', file.type);
    request.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0);
    request.onload = () => (request.status < 300 ? resolve() : reject(new Error(messageIn(request.responseText))));
    request.onerror = () => reject(new Error(''));
    request.send(file);
  });

function messageIn(answer: string): string {
  try {
    const { message, error } = JSON.parse(answer) as { message?: string; error?: { message?: string } };
    return message ?? error?.message ?? '';
  } catch {
    return ''; // said in the page's own words
  }
}
