import { Alert, Button, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { CombinedError } from 'urql';

interface Props {
  error?: Error | undefined;
  onRetry?: () => void;
}

/** Something could not be shown: why, the request's id for whoever helps, and another try. */
export function Failed({ error, onRetry = () => location.reload() }: Props) {
  const { t } = useTranslation();
  return (
    <Alert color="red" variant="light" title={t('failed.title')} role="alert">
      <Stack align="flex-start" gap="xs">
        <Text size="sm">{useSentence(error)}</Text>
        <Button size="xs" variant="default" onClick={onRetry}>
          {t('failed.again')}
        </Button>
      </Stack>
    </Alert>
  );
}

/** How browsers say that a part of the page did not come: no connection, or a new version has taken its place. */
const NOT_LOADED = /dynamically imported module|module script|preload CSS/i;

/** What an error means to the person before it. */
export function useSentence(error: Error | undefined): string {
  const { t } = useTranslation();
  if (!(error instanceof CombinedError)) return t(error && NOT_LOADED.test(error.message) ? 'failed.notLoaded' : 'failed.page');
  if (error.networkError) return t('failed.network');
  const [first] = error.graphQLErrors;
  const code = String(first?.extensions?.code ?? '');
  if (code === 'THROTTLED') return t('failed.throttled', { seconds: Number(first?.extensions?.retryAfter ?? 1) });
  if (code === 'FORBIDDEN') return t('notAllowed.text');
  if (code === 'UNAVAILABLE') return t('failed.unavailable');
  return first?.message ?? t('failed.page');
}
