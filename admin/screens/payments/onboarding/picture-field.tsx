import { Button, CloseButton, FileButton, Group, Input, Stack, Text } from '@mantine/core';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useClient } from 'urql';
import { useShop } from '../../../app/place';
import { sendFile } from '../../../data/send-file';

/** What WeChat Pay takes. */
const TYPES = ['image/jpeg', 'image/png', 'image/bmp'];
const LARGEST = 2 * 1024 * 1024;
const MOST = 5;

interface Props {
  label: string;
  description?: string;
  required?: boolean;
  error?: React.ReactNode;
  /** Ids of uploads. */
  value: readonly string[];
  onChange: (uploads: string[]) => void;
  isOne: boolean;
}

/** Pictures that are sent at once when they are chosen; the application then names them. */
export function PictureField({ label, description, required = false, error, value, onChange, isOne }: Props) {
  const { t } = useTranslation('payments');
  const id = useId();
  const [names, setNames] = useState<Readonly<Record<string, string>>>({});
  const { send, sending, problem } = useUpload();
  const choose = async (file: File | null) => {
    if (!file) return;
    const upload = await send(file);
    if (!upload) return;
    setNames((before) => ({ ...before, [upload]: file.name }));
    onChange(isOne ? [upload] : [...value, upload]);
  };
  const shown = problem ?? error;
  return (
    <Input.Wrapper
      label={label}
      labelElement="div"
      labelProps={{ id }}
      withAsterisk={required}
      {...(description ? { description } : {})}
      error={shown}
    >
      <Stack gap={4} mt={4}>
        {value.map((upload) => (
          <Group key={upload} gap="xs" wrap="nowrap">
            <Text size="sm" truncate>
              ✓ {names[upload] ?? t('picture.there')}
            </Text>
            <CloseButton
              size="sm"
              aria-label={t('picture.remove', { label })}
              onClick={() => onChange(value.filter((one) => one !== upload))}
            />
          </Group>
        ))}
        {(isOne || value.length < MOST) && (
          <Group>
            <FileButton accept={TYPES.join(',')} onChange={choose}>
              {(props) => (
                <Button
                  {...props}
                  size="xs"
                  variant="default"
                  loading={sending}
                  aria-describedby={id}
                  data-invalid={shown ? true : undefined}
                >
                  {t(value.length > 0 ? (isOne ? 'picture.other' : 'picture.more') : 'picture.choose')}
                </Button>
              )}
            </FileButton>
          </Group>
        )}
      </Stack>
    </Input.Wrapper>
  );
}

/** Sends a picture, and says why one is not taken. */
function useUpload() {
  const { t } = useTranslation('payments');
  const { id: shop } = useShop();
  const client = useClient();
  const [sending, setSending] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const refuse = (message: string) => {
    setProblem(message);
    return null;
  };
  return {
    async send(file: File): Promise<string | null> {
      if (!TYPES.includes(file.type)) return refuse(t('picture.type'));
      if (file.size > LARGEST) return refuse(t('picture.tooLarge'));
      setProblem(null);
      setSending(true);
      try {
        return await sendFile(client, { shop }, file);
      } catch (failure) {
        return refuse((failure as Error).message || t('picture.failed'));
      } finally {
        setSending(false);
      }
    },
    sending,
    problem,
  };
}
