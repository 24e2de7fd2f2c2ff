export default {
  email: 'E-mail address',
  password: 'Password',
  passwordHint: 'At least 10 characters; length is what counts.',
  showPassword: 'Show or hide the password',
  name: 'Your name',
  agencyName: 'Name of your agency',
  agencyNameHint: 'Your company, or your shop if you run just one.',
  signIn: {
    title: 'Sign in',
    action: 'Sign in',
    new: 'New here?',
    wrong: 'The e-mail address or the password is wrong.',
  },
  signUp: {
    title: 'Open your agency',
    text: 'No deposit, no waiting: your first shop can take orders in a minute.',
    action: 'Sign up',
    known: 'You have an account?',
  },
};
