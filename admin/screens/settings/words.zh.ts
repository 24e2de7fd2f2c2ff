import type { Translation } from '../../words';
import type en from './words.en';

export default { title: '库存' } satisfies Translation<typeof en>;
