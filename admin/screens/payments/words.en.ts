import application from './words/application.en';
import books from './words/books.en';
import connect from './words/connect.en';
import general from './words/general.en';
import onboarding from './words/onboarding.en';

export default { ...general, ...connect, ...onboarding, application, ...books };
