/** A property of Taobao and one of its values, by their numbers. A negative value is one that the seller made. */
export interface Property {
  pid: string;
  vid: string;
}

export interface TaobaoSku {
  price: string;
  quantity: string;
  outerId: string;
  properties: Property[];
}

const NUMBER = /^-?\d+$/;

/**
 * `price:quantity:outer_id:pid:vid{;pid:vid};` repeated. A semicolon parts SKUs as well as properties: what has five or more fields begins a
 * SKU, what has two goes on with it. Null: a piece that is neither.
 */
export function readSkus(text: string): (TaobaoSku | null)[] {
  const skus: (TaobaoSku | null)[] = [];
  for (const piece of text.split(';')) {
    if (piece.trim() === '') continue;
    const fields = piece.trim().split(':');
    const [pid = '', vid = ''] = fields.slice(-2);
    const sound = NUMBER.test(pid) && NUMBER.test(vid);
    if (sound && fields.length >= 5) {
      const [price = '', quantity = ''] = fields;
      skus.push({ price, quantity, outerId: fields.slice(2, -2).join(':').trim(), properties: [{ pid, vid }] });
    } else if (sound && fields.length === 2 && skus.length > 0) {
      skus.at(-1)?.properties.push({ pid, vid });
    } else {
      skus.push(null);
    }
  }
  return skus;
}

/** `pid:vid;` repeated. */
export function readProperties(text: string): Property[] {
  return text.split(';').flatMap((piece) => {
    const [pid = '', vid = '', ...more] = piece.trim().split(':');
    return NUMBER.test(pid) && NUMBER.test(vid) && more.length === 0 ? [{ pid, vid }] : [];
  });
}

/** What sellers call values: `pid:vid:name;` repeated. */
export function readNames(text: string): (Property & { name: string })[] {
  return text.split(';').flatMap((piece) => {
    const [pid = '', vid = '', ...rest] = piece.trim().split(':');
    const name = rest.join(':').trim();
    return NUMBER.test(pid) && NUMBER.test(vid) && name ? [{ pid, vid, name }] : [];
  });
}

/** A picture: of the product, or of one value of a property. */
export interface TaobaoPicture {
  /** Its file in the folder beside, without an ending: a digest, or the name that the seller's file had. */
  names: string[];
  position: number;
  property: Property | null;
  /** Empty where it is on no server. */
  url: string;
}

/** `name:type:position:[pid:vid]|[url];` repeated; type 1 is of the product, 2 of a property's value. */
export function readPictures(text: string): TaobaoPicture[] {
  return text.split(/;(?=[^;]*:\d+:\d+:[^;]*\||\s*$)/).flatMap((piece) => {
    const [, name, type, position, pid, vid, url] = /^\s*(.+?):(\d+):(\d+):(?:(-?\d+):(-?\d+))?\|(.*)$/s.exec(piece) ?? [];
    if (name === undefined || (type !== '1' && type !== '2')) return [];
    const property = type === '2' && pid !== undefined ? { pid, vid: vid! } : null;
    return [{ names: name.split('|'), position: Number(position), property, url: url!.trim() }];
  });
}
