import { crc32, deflateRawSync } from 'node:zlib';

interface ZippedFile {
  /** A Buffer where the name is in an encoding of its own. */
  path: string | Buffer;
  bytes: string | Buffer;
  /** Says that it is encrypted. */
  encrypted?: true;
}

/** A ZIP archive of these files. */
export function zipped(files: readonly ZippedFile[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { path, bytes, encrypted } of files) {
    const [name, content] = [Buffer.from(path as string), Buffer.from(bytes as string)];
    const packed = deflateRawSync(content);
    const flags = (encrypted ? 1 : 0) | (typeof path === 'string' ? 0x800 : 0);
    const about = Buffer.alloc(26);
    for (const [at, value] of [[0, 20], [2, flags], [4, 8], [8, 0x21], [22, name.length]] as const) about.writeUInt16LE(value, at); // biome-ignore format: a table
    for (const [at, value] of [[10, crc32(content)], [14, packed.length], [18, content.length]] as const) about.writeUInt32LE(value, at); // biome-ignore format: a table
    parts.push(Buffer.from('PK\x03\x04'), about, name, packed);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset, 10);
    directory.push(Buffer.from('PK\x01\x02\x14\x00'), about, rest, name);
    offset += 4 + about.length + name.length + packed.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(files.length, 4);
  end.writeUInt16LE(files.length, 6);
  end.writeUInt32LE(listed.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...parts, listed, Buffer.from('PK\x05\x06'), end]);
}
