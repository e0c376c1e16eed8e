import { FileUp } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false;
/** The new-run page has a place of its own for files. */
const isTaken = (event: DragEvent): boolean =>
  event.target instanceof Element && event.target.closest('.drop') !== null;

/** Says what dropping would do, while files are held over the window. */
export function DropVeil() {
  const { t } = useTranslation();
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    const onOver = (event: DragEvent): void => setOver(hasFiles(event) && !isTaken(event));
    const onLeave = (event: DragEvent): void => {
      if (event.relatedTarget === null) setOver(false);
    };
    const onDrop = (): void => setOver(false);
    window.addEventListener('dragover', onOver);
    window.addEventListener('dragleave', onLeave);
    window.addEventListener('drop', onDrop);
    return () => {
      window.removeEventListener('dragover', onOver);
      window.removeEventListener('dragleave', onLeave);
      window.removeEventListener('drop', onDrop);
    };
  }, []);
  if (!isOver) return null;
  return (
    <div className="drop-veil" role="status">
      <FileUp size={28} strokeWidth={1.25} aria-hidden />
      {t('drop.text')}
    </div>
  );
}
