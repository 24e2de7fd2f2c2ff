import { useTranslation } from 'react-i18next';
import { useAgency, useMay } from '../../app/place';
import { LinkButton } from '../../ui/link';
import { Page } from '../../ui/page';
import { Explorer } from './explorer';

export default function AgencyDevelopers() {
  const { t } = useTranslation('developers');
  const { id: agency } = useAgency();
  const may = useMay();
  return (
    <Page
      title={t('title')}
      wide
      actions={
        <>
          <LinkButton to={`/a/${agency}/developers/events`} variant="default">
            {t('events')}
          </LinkButton>
          {may('read_settings') && (
            <LinkButton to={`/a/${agency}/tokens`} variant="default">
              {t('tokens')}
            </LinkButton>
          )}
        </>
      }
    >
      <Explorer place="agency" facts={{ agency }} />
    </Page>
  );
}
