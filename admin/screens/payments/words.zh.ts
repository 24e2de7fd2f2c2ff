import type { Translation } from '../../words';
import application from './words/application.zh';
import books from './words/books.zh';
import connect from './words/connect.zh';
import general from './words/general.zh';
import onboarding from './words/onboarding.zh';
import type en from './words.en';

export default { ...general, ...connect, ...onboarding, application, ...books } satisfies Translation<typeof en>;
