import { Alert, Anchor, Button, PasswordInput, Skeleton, Stack, Text, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { useLocation } from 'wouter';
import { useSession } from '../../app/session';
import { ask } from '../../data/client';
import { graphql } from '../../generated';
import type { InvitationOfferQuery } from '../../generated/graphql';
import { Failed } from '../../ui/failed';
import { Form } from '../../ui/form';
import { Link } from '../../ui/link';
import { useAction } from '../../ui/use-action';
import { useApiForm } from '../../ui/use-api-form';
import { Entrance } from './entrance';
import { SignInForm } from './sign-in-form';
import { useLinkToken } from './use-link-token';

const InvitationOffer = graphql(`
  query InvitationOffer($token: String!) {
    invitation(token: $token) {
      agencyName
      shopName
      inviter
      role
      email
      hasAccount
    }
  }
`);

const InvitationAccept = graphql(`
  mutation InvitationAccept($token: String!, $input: InvitationAcceptInput!) {
    invitationAccept(token: $token, input: $input) {
      viewer {
        id
      }
      agency {
        id
      }
      shop {
        id
      }
      userErrors {
        ...Refused
      }
    }
  }
`);

const SignOutToAccept = graphql(`
  mutation SignOutToAccept {
    signOut {
      userErrors {
        message
      }
    }
  }
`);

type Offer = NonNullable<InvitationOfferQuery['invitation']>;

/** Where the link of an invitation leads: what it offers, and the way in for whoever it is for. */
export default function Invitation() {
  const { t } = useTranslation('people');
  const token = useLinkToken();
  const { viewer } = useSession();
  const [{ data, error, fetching }, reload] = useQuery({ query: InvitationOffer, variables: { token } });
  if ((fetching && !data) || viewer === undefined)
    return (
      <Entrance title={t('invitation.title')}>
        <Skeleton height={16} />
        <Skeleton height={36} />
      </Entrance>
    );
  if (!data)
    return (
      <Entrance title={t('invitation.title')}>
        <Failed error={error} onRetry={() => reload({ requestPolicy: 'network-only' })} />
      </Entrance>
    );
  const offer = data.invitation;
  if (!offer)
    return (
      <Entrance title={t('invitation.title')}>
        <Alert color="yellow" variant="light" role="alert">
          {t('invitation.gone')}
        </Alert>
        <Anchor component={Link} to={viewer ? '/' : '/sign-in'} size="sm">
          {t(viewer ? 'toAdmin' : 'toSignIn')}
        </Anchor>
      </Entrance>
    );
  return (
    <Entrance title={t('invitation.titleTo', { place: offer.shopName ?? offer.agencyName })}>
      <Text>
        {t(offer.shopName ? 'invitation.textShop' : 'invitation.textAgency', {
          inviter: offer.inviter,
          agency: offer.agencyName,
          shop: offer.shopName,
          role: t(`role.${offer.role}.as`),
        })}
      </Text>
      <WayIn offer={offer} token={token} />
    </Entrance>
  );
}

function WayIn({ offer, token }: { offer: Offer; token: string }) {
  const { t } = useTranslation('people');
  const { viewer, changed } = useSession();
  if (viewer) return viewer.email?.toLowerCase() === offer.email.toLowerCase() ? <Accept token={token} /> : <SomebodyElse offer={offer} />;
  if (!offer.hasAccount) return <Join offer={offer} token={token} />;
  return (
    <>
      <Text size="sm" c="dimmed">
        {t('invitation.signIn')}
      </Text>
      <SignInForm email={offer.email} onSignedIn={changed} />
    </>
  );
}

/** To what one belongs from now on. */
function useArrival() {
  const { changed } = useSession();
  const [, navigate] = useLocation();
  return ({ agency, shop }: { agency?: { id: string } | null; shop?: { id: string } | null }) => {
    changed();
    navigate(agency ? `/a/${agency.id}/shops` : shop ? `/s/${shop.id}` : '/', { replace: true });
  };
}

function Accept({ token }: { token: string }) {
  const { t } = useTranslation('people');
  const arrive = useArrival();
  const [accept, accepting] = useAction(InvitationAccept, (data) => data.invitationAccept);
  const press = async () => {
    const answer = await accept({ token, input: {} });
    if (answer) arrive(answer);
  };
  return (
    <Button onClick={press} loading={accepting}>
      {t('invitation.accept')}
    </Button>
  );
}

function Join({ offer, token }: { offer: Offer; token: string }) {
  const { t } = useTranslation('people');
  const arrive = useArrival();
  const api = useApiForm({
    document: InvitationAccept,
    initial: { name: '', password: '' },
    variables: (input) => ({ token, input }),
    payload: (data) => data.invitationAccept,
    onDone: (answer) => arrive(answer),
  });
  return (
    <Form api={api} action={t('invitation.join')} fullWidth>
      <TextInput label={t('email')} value={offer.email} type="email" autoComplete="username" readOnly />
      <TextInput label={t('name')} autoComplete="name" required {...api.form.getInputProps('name')} />
      <PasswordInput
        label={t('password')}
        description={t('passwordHint')}
        autoComplete="new-password"
        required
        visibilityToggleButtonProps={{ 'aria-label': t('showPassword') }}
        {...api.form.getInputProps('password')}
      />
    </Form>
  );
}

/** The browser is signed in under another address than the one that was invited. */
function SomebodyElse({ offer }: { offer: Offer }) {
  const { t } = useTranslation('people');
  const { viewer, changed } = useSession();
  const signOut = async () => {
    await ask(SignOutToAccept, {});
    changed();
  };
  return (
    <Stack>
      <Alert color="yellow" variant="light">
        {t('invitation.somebodyElse', { invited: offer.email, here: viewer?.email })}
      </Alert>
      <Button variant="default" onClick={signOut}>
        {t('invitation.signOut')}
      </Button>
    </Stack>
  );
}
