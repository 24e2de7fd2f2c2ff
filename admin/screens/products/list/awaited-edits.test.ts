import { expect, test } from '@jest/globals';
import { AwaitedEdits } from './awaited-edits';

test('an edit that was begun here is awaited before any list shows it, and its end is told once', () => {
  const edits = new AwaitedEdits();
  edits.expect('shop_1', { id: 'edit_1', status: 'RUNNING' });
  expect([...edits.of('shop_1').keys()]).toEqual(['edit_1']);
  expect(edits.of('shop_2').size).toBe(0);
  expect([edits.take('shop_1', 'edit_1'), edits.take('shop_1', 'edit_1')]).toEqual(['RUNNING', null]);
});

test('an older list that still shows it brings it back no more; its undo is awaited anew', () => {
  const edits = new AwaitedEdits();
  const running = { id: 'edit_1', status: 'RUNNING' } as const;
  edits.see('shop_1', [running]);
  edits.take('shop_1', 'edit_1');
  edits.see('shop_1', [running]);
  expect(edits.of('shop_1').size).toBe(0);
  const undoing = { id: 'edit_1', status: 'UNDOING' } as const;
  for (const tried of [1, 2]) {
    edits.expect('shop_1', undoing);
    expect([tried, edits.take('shop_1', 'edit_1')]).toEqual([tried, 'UNDOING']);
  }
});

test('whoever listens hears what is new, and nothing of what was known', () => {
  const edits = new AwaitedEdits();
  let heard = 0;
  const end = edits.subscribe(() => heard++);
  const running = { id: 'edit_1', status: 'RUNNING' } as const;
  edits.see('shop_1', [running]);
  const known = edits.of('shop_1');
  edits.see('shop_1', [running]);
  expect([heard, edits.of('shop_1')]).toEqual([1, known]);
  end();
  edits.take('shop_1', 'edit_1');
  expect(heard).toBe(1);
});
