import Button from '@mui/material/Button';
import MenuItem from '@mui/material/MenuItem';
import Select from '@mui/material/Select';
import ToggleButton from '@mui/material/ToggleButton';
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup';
import type { JSX } from 'react';
import type { PageSettings } from '../../src/service/contract/index.ts';
import { closeDialog } from '../app/action-button.tsx';
import { startTour } from '../tour/start.ts';
import { LANGUAGES, LANGUAGE_NAMES, languageFor } from '../words/language.ts';
import { useWords } from '../words/words.ts';
import { changeSettings, useSettings } from './page-settings.ts';
import { Setting } from './setting.tsx';

/** Language, colours, motion, first steps. */
export function GeneralSettings(): JSX.Element {
  const t = useWords('settings');
  const { language, theme, motion, tour } = useSettings();
  return (
    <>
      <Setting name={t('language')} note={t('languageNote')} id="setting-language">
        <Select<PageSettings['language']>
          value={language}
          onChange={(event) => void changeSettings({ language: event.target.value })}
          labelId="setting-language"
          sx={{ minWidth: 260 }}
          data-testid="language"
        >
          <MenuItem value="system">
            {t('asSystem', { what: LANGUAGE_NAMES[languageFor(navigator.languages)] })}
          </MenuItem>
          {LANGUAGES.map((each) => (
            <MenuItem key={each} value={each} lang={each}>
              {LANGUAGE_NAMES[each]}
            </MenuItem>
          ))}
        </Select>
      </Setting>
      <Setting name={t('theme')} id="setting-theme">
        <ToggleButtonGroup
          exclusive
          value={theme}
          onChange={(_event, next: PageSettings['theme'] | null) => {
            if (next !== null) void changeSettings({ theme: next });
          }}
          aria-labelledby="setting-theme"
        >
          <ToggleButton value="system">{t('asSystemPlain')}</ToggleButton>
          <ToggleButton value="dark">{t('dark')}</ToggleButton>
          <ToggleButton value="light">{t('light')}</ToggleButton>
        </ToggleButtonGroup>
      </Setting>
      <Setting name={t('motion')} note={t('motionNote')} id="setting-motion">
        <ToggleButtonGroup
          exclusive
          value={motion}
          onChange={(_event, next: PageSettings['motion'] | null) => {
            if (next !== null) void changeSettings({ motion: next });
          }}
          aria-labelledby="setting-motion"
        >
          <ToggleButton value="system">{t('asSystemPlain')}</ToggleButton>
          <ToggleButton value="reduced">{t('reduced')}</ToggleButton>
        </ToggleButtonGroup>
      </Setting>
      <Setting name={t('tour')} note={t('tourNote')}>
        <Button
          variant="outlined"
          onClick={() => {
            closeDialog();
            void startTour();
          }}
        >
          {t(tour.state === 'begun' ? 'goOnTour' : 'startTour')}
        </Button>
      </Setting>
    </>
  );
}
