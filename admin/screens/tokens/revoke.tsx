import { useTranslation } from 'react-i18next';
import { graphql } from '../../generated';
import type { AccessTokenRevokeMutation } from '../../generated/graphql';
import { Ask } from '../../ui/ask';
import { tell } from '../../ui/tell';
import { useAction } from '../../ui/use-action';
import type { Place, Token } from './token';

const AccessTokenRevoke = graphql(`
  mutation AccessTokenRevoke($agency: ID, $shop: ID, $accessToken: ID!) {
    accessTokenRevoke(agency: $agency, shop: $shop, accessToken: $accessToken) {
      accessToken {
        id
        revokedAt
      }
      userErrors {
        ...Refused
      }
    }
  }
`);

const payload = (data: AccessTokenRevokeMutation) => data.accessTokenRevoke;

/** Asked before, since it cannot be undone: whoever has the token is out. */
export function Revoke({ place, token, onClose }: { place: Place; token: Token; onClose: () => void }) {
  const { t } = useTranslation('tokens');
  const [revoke, running] = useAction(AccessTokenRevoke, payload);
  const act = async () => {
    const done = await revoke({ ...place, accessToken: token.id });
    if (!done) return;
    tell(t('revoked', { name: token.name }));
    onClose();
  };
  return (
    <Ask
      opened
      title={t('revokeOne', { name: token.name })}
      text={t('revokeText', { ending: token.ending })}
      action={t('revoke')}
      doing={running}
      onClose={onClose}
      onDo={act}
    />
  );
}
