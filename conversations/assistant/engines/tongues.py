"""Tells that a message is not English, by the small words every language cannot do without. Translates nothing."""

import re

from conversations.assistant.engines.wordclasses import word_class

_WORD = re.compile(r"[^\W\d_]+")
# words that no English sentence about meetings has, of the languages people try
_FOREIGN = word_class(
    """
    ich möchte moechte bitte morgen uhr ein eine einen einem einer der das mit und um für fuer am im nicht können koennen
    kannst habe heute termin treffen verschieben absagen nächste nächsten woche ist bin wir
    je voudrais une un réunion reunion avec demain et pour à le les des du dans vous pouvez peux rendez vous annuler
    aujourd hui semaine prochaine est suis nous
    quiero una reunión con mañana las por favor para el los de del puedes cita hoy semana próxima cancelar necesito tengo
    vorrei riunione domani alle con per gli puoi oggi settimana appuntamento
    queria gostaria uma reunião com amanhã às você pode hoje
    ik wil een vergadering met morgen om graag afspraak het niet
    spotkanie jutro chcę proszę
    """
)
# letters that English does not write; a name may have some of them
_SCRIPTS = re.compile(
    r"[\u0370-\u03ff\u0400-\u04ff\u0590-\u05ff\u0600-\u06ff\u0900-\u097f\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]"
)
_LATIN = re.compile(r"[A-Za-z]")
_SHARE = 0.4
_FEWEST = 3
_ENGLISH = word_class(
    """
    the with at for a to and on in is it me my please book schedule meeting call tomorrow today what when do i we you cancel
    move
    """
)


def is_foreign(text: str) -> bool:
    """Tell whether a text is rather not English; names in any language do not make it so."""
    if not text.isascii() and len(_SCRIPTS.findall(text)) > len(_LATIN.findall(text)):
        return True
    words = [word.lower() for word in _WORD.findall(text)]
    foreign = sum(word in _FOREIGN and word not in _ENGLISH for word in words)
    english = sum(word in _ENGLISH for word in words)
    return foreign >= _FEWEST and foreign > english and foreign >= _SHARE * len(words)
