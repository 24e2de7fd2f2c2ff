import { TagsInput, type TagsInputProps } from '@mantine/core';
import { SEPARATORS, severalIn } from './several';

type Props = Omit<TagsInputProps, 'value' | 'onChange' | 'splitChars' | 'acceptValueOnBlur'> & {
  value?: string[];
  onChange?: (list: string[]) => void;
};

/**
 * Words that are typed one after the other. Commas that come from an input method are text, not keys, so that `TagsInput` alone would keep
 * `红，蓝` as one word.
 */
export const SeveralInput = ({ onChange, ...rest }: Props) => (
  <TagsInput {...rest} splitChars={SEPARATORS} acceptValueOnBlur onChange={(list) => onChange?.(severalIn(list))} />
);
