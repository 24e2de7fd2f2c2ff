import type { Sharp, SharpInput, SharpOptions } from 'sharp';
import { PictureProblem } from './picture.problem.js';

/** A picture's file, uploaded or fetched. */
export const MOST_PICTURE_BYTES = 20 * 1024 ** 2;
/** A phone's camera makes 48 million. Unpacked, each takes three or four bytes. */
const MOST_PIXELS = 50_000_000;
/** What the storefront shows, from a thumbnail in a cart to a whole screen. Pixels. */
const WIDTHS = [160, 320, 640, 1080, 1600];
/** WebP holds no more. Descriptions from Taobao come as one picture of 20,000. */
const MOST_WEBP_PIXELS = 16_383;
const QUALITY = 80;
/** So many pictures are unpacked in memory at once. */
const DRAWN_AT_ONCE = 2;

/** What pictures may come as, by what their first bytes say; a name or a header says nothing. */
const KINDS = {
  'image/jpeg': (bytes: Buffer) => bytes.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff])),
  'image/png': (bytes: Buffer) => bytes.subarray(0, 8).equals(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])),
  'image/webp': (bytes: Buffer) => bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WEBP',
  'image/gif': (bytes: Buffer) => /^GIF8[79]a$/.test(bytes.toString('latin1', 0, 6)),
  'image/avif': (bytes: Buffer) => bytes.toString('latin1', 4, 8) === 'ftyp' && /avi[fs]/.test(bytes.toString('latin1', 8, 40)),
} as const;
export type PictureType = keyof typeof KINDS;
export const PICTURE_TYPES = Object.keys(KINDS) as PictureType[];

/** Null for what is no picture that is taken here. */
const pictureTypeOf = (bytes: Buffer): PictureType | null => PICTURE_TYPES.find((type) => KINDS[type](bytes)) ?? null;

/** What a picture was drawn as. */
export interface Drawn {
  contentType: PictureType;
  /** As it is looked at: a phone's photo that lies on its side is turned. */
  width: number;
  height: number;
  /** By their widths, the smallest first. WebP, with nothing in them but the picture: no place, no camera, no name. */
  sizes: { width: number; bytes: Buffer }[];
}

/**
 * A picture in the widths that the storefront shows; none is larger than the picture itself, whose own width is among them where it has
 * fewer pixels than the widest. Of a moving picture, the first frame.
 * @throws {PictureProblem} NOT_A_PICTURE, TOO_LARGE
 */
export async function draw(bytes: Buffer): Promise<Drawn> {
  const contentType = pictureTypeOf(bytes);
  if (!contentType) throw new PictureProblem('NOT_A_PICTURE', whatElse(bytes));
  const leave = await enter();
  try {
    return { contentType, ...(await drawn(bytes)) };
  } catch (error) {
    if (error instanceof PictureProblem) throw error;
    if (/pixel limit/.test((error as Error).message)) throw tooManyPixels();
    throw new PictureProblem('NOT_A_PICTURE', 'The picture is damaged or incomplete: save it again and give the new one');
  } finally {
    leave();
  }
}

async function drawn(bytes: Buffer): Promise<Omit<Drawn, 'contentType'>> {
  const sharp = await loaded();
  // Small faults are common in the wild and show nowhere; a picture that was cut off does.
  const opened = () => sharp(bytes, { limitInputPixels: MOST_PIXELS, failOn: 'truncated' });
  const { width, height } = (await opened().metadata()).autoOrient;
  if (width * height > MOST_PIXELS) throw tooManyPixels();
  const widths = widthsOf(width, height);
  const widest = widths.at(-1);
  if (!widest) throw new PictureProblem('TOO_LARGE', `The picture is ${height} pixels high: cut it into several`);
  // Unpacked once; the smaller ones are made from the widest.
  const { data, info } = await opened()
    .autoOrient()
    .resize({ width: widest })
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  const raw = { width: info.width, height: info.height, channels: info.channels };
  const sizes: Drawn['sizes'] = [];
  for (const one of widths) {
    const smaller = one === widest ? sharp(data, { raw }) : sharp(data, { raw }).resize({ width: one });
    sizes.push({ width: one, bytes: await smaller.webp({ quality: QUALITY }).toBuffer() });
  }
  return { width, height, sizes };
}

function widthsOf(width: number, height: number): number[] {
  const widest = Math.min(width, WIDTHS.at(-1)!);
  const all = [...WIDTHS.filter((one) => one < widest), widest];
  return all.filter((one) => Math.round((height * one) / width) <= MOST_WEBP_PIXELS);
}

const tooManyPixels = () =>
  new PictureProblem('TOO_LARGE', `The picture has more than ${MOST_PIXELS / 1e6} million pixels: make it smaller`);

function whatElse(bytes: Buffer): string {
  const begin = bytes
    .toString('utf8', 0, 512)
    .replace(/^\ufeff/, '')
    .trimStart()
    .toLowerCase();
  const wanted = 'give a JPEG, PNG, WebP, GIF or AVIF';
  if (begin.includes('<svg')) return `This is an SVG drawing, which is not taken: ${wanted}`;
  if (begin.startsWith('<')) return `This is a web page, not a picture: ${wanted}, such as the address that "Copy image address" gives`;
  return bytes.length === 0 ? `The file is empty: ${wanted}` : `This is no picture: ${wanted}`;
}

type Make = (input: SharpInput, options?: SharpOptions) => Sharp;
let loading: Promise<Make> | undefined;

/** With the first picture: the server, which draws none, does without. One thread a picture, since several are drawn at once; no cache, since none comes twice. */
function loaded(): Promise<Make> {
  loading ??= import('sharp').then(({ default: sharp }) => {
    sharp.concurrency(1);
    sharp.cache(false);
    return sharp;
  });
  return loading;
}

let drawing = 0;
const waiting: (() => void)[] = [];

async function enter(): Promise<() => void> {
  if (drawing < DRAWN_AT_ONCE) drawing += 1;
  else await new Promise<void>((resolve) => waiting.push(resolve)); // whoever leaves hands on his place
  return () => {
    const next = waiting.shift();
    if (next) next();
    else drawing -= 1;
  };
}
