import { Modal } from '@mantine/core';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { signingInAgain } from '../data/signing-in-again';
import { useOfWords } from '../words';

const SignInForm = lazy(async () => {
  await useOfWords('people');
  return { default: (await import('../screens/people/sign-in-form')).SignInForm };
});

interface Props {
  /** Whose page this is. */
  whose: string | null;
  email: string | undefined;
}

/** A session that ended while its person was at work: he signs in over the page, and what waited goes on. */
export default function SigningInAgain({ whose, email }: Props) {
  const { t } = useTranslation();
  return (
    <Modal opened onClose={() => undefined} withCloseButton={false} title={t('signInAgain')}>
      <Suspense fallback={null}>
        <SignInForm
          email={email}
          onSignedIn={(person) => {
            // Somebody else: what stands on the page is not his.
            if (whose && person !== whose) location.assign('/admin');
            else signingInAgain.resume();
          }}
        />
      </Suspense>
    </Modal>
  );
}
