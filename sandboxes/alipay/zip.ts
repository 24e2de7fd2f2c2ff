import { crc32, deflateRawSync } from 'node:zlib';

interface Zipped {
  /** In the archive's own encoding. */
  name: Buffer;
  bytes: Buffer;
}

/** A ZIP archive of a few small files. Source: APPNOTE.TXT of PKWARE, 4.3. */
export function zipOf(files: readonly Zipped[]): Buffer {
  const parts: Buffer[] = [];
  const listed: Buffer[] = [];
  let offset = 0;
  for (const { name, bytes } of files) {
    const packed = deflateRawSync(bytes);
    const about = Buffer.alloc(26);
    for (const [at, value] of [[0, 20], [4, 8], [8, 0x21], [22, name.length]] as const) about.writeUInt16LE(value, at); // biome-ignore format: a table
    for (const [at, value] of [[10, crc32(bytes)], [14, packed.length], [18, bytes.length]] as const) about.writeUInt32LE(value, at); // biome-ignore format: a table
    parts.push(Buffer.from('PK\x03\x04'), about, name, packed);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset, 10);
    listed.push(Buffer.from('PK\x01\x02\x14\x00'), about, rest, name);
    offset += 4 + about.length + name.length + packed.length;
  }
  const directory = Buffer.concat(listed);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, directory, end]);
}
