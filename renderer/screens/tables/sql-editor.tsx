import { autocompletion } from '@codemirror/autocomplete';
import { PostgreSQL, sql } from '@codemirror/lang-sql';
import { Compartment, EditorState } from '@codemirror/state';
import { EditorView, keymap, placeholder } from '@codemirror/view';
import { minimalSetup } from 'codemirror';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { editorTheme } from './editor-theme.ts';

interface SqlEditorProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** Ctrl Enter. */
  readonly onRun: () => void;
  /** Names that it completes. */
  readonly tables: readonly {
    readonly table: string;
    readonly columns: readonly { readonly name: string }[];
  }[];
}

/** Writes a statement; completes tables and columns. */
export function SqlEditor({ label, value, onChange, onRun, tables }: SqlEditorProps) {
  const { t } = useTranslation('tables');
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const language = useRef(new Compartment());
  const latest = useRef({ onChange, onRun });
  latest.current = { onChange, onRun };
  useEffect(() => {
    if (host.current === null) return undefined;
    const editor = new EditorView({
      parent: host.current,
      state: EditorState.create({
        doc: value,
        extensions: [
          keymap.of([
            {
              key: 'Mod-Enter',
              run: () => {
                latest.current.onRun();
                return true;
              },
            },
          ]),
          minimalSetup,
          autocompletion(),
          language.current.of(sql({ dialect: PostgreSQL })),
          EditorView.lineWrapping,
          EditorView.contentAttributes.of({ 'aria-label': label }),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) latest.current.onChange(update.state.doc.toString());
          }),
          placeholder(t('query.placeholder')),
          editorTheme,
        ],
      }),
    });
    view.current = editor;
    return () => editor.destroy();
    // Made once; what changes later goes in by the effects below.
  }, []);
  useEffect(() => {
    const editor = view.current;
    if (editor !== null && editor.state.doc.toString() !== value)
      editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: value } });
  }, [value]);
  useEffect(() => {
    const schema = Object.fromEntries(
      tables.map(({ table, columns }) => [table, columns.map(({ name }) => name)]),
    );
    view.current?.dispatch({
      effects: language.current.reconfigure(sql({ dialect: PostgreSQL, schema, upperCaseKeywords: true })),
    });
  }, [tables]);
  return <div className="sql-editor" ref={host} />;
}
