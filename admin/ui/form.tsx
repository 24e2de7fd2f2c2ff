import { Alert, Button, Group, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ApiForm } from './use-api-form';

interface Props {
  api: Pick<ApiForm<never>, 'submit' | 'saving' | 'problem' | 'restored' | 'discard'>;
  /** What the button does: `Create product`. */
  action: string;
  children: ReactNode;
  /** Beside the button. */
  aside?: ReactNode;
  fullWidth?: boolean;
}

/** The fields of a form, what went wrong with all of it, and its button. */
export function Form({ api, action, children, aside, fullWidth = false }: Props) {
  const { t } = useTranslation();
  return (
    <form onSubmit={api.submit} noValidate>
      <Stack gap="md">
        {api.restored && (
          <Alert variant="light" color="blue" p="xs">
            <Group justify="space-between" gap="xs">
              {t('form.restored')}
              <Button size="compact-sm" variant="default" onClick={api.discard}>
                {t('form.discard')}
              </Button>
            </Group>
          </Alert>
        )}
        {children}
        {api.problem && (
          <Alert color="red" variant="light" role="alert">
            {api.problem}
          </Alert>
        )}
        <Group justify={fullWidth ? 'stretch' : 'flex-end'} gap="xs">
          {aside}
          <Button type="submit" loading={api.saving} fullWidth={fullWidth}>
            {action}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
