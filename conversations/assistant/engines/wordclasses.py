"""Hold the word classes that titles, people and places are read by; every word is folded to lower case.

Never holds a rule: what a class means is decided where it is used.
"""

from __future__ import annotations


def word_class(listed: str) -> frozenset[str]:
    """Make a word class of words set apart by blanks."""
    return frozenset(listed.split())


DETERMINERS = word_class(
    """
    the a an my our your his her their its some any all every each these those both another
    """
)
SUBJECTS = word_class("i we you he she they it that which who i'm i'll i'd i've we're we'll it's that's")
SELF = word_class("me myself i us ourselves self")
QUESTIONS = word_class(
    """
    what's when's where's who's how's isn't aren't don't didn't what when where who which whose why how is
    are do does did am was were will has
    """
)

# Said around an order or a statement; none of them opens a title.
FILLERS = word_class(
    """
    hi hello hey hiya howdy yo oh um uh yes yeah yep yup ok okay okey alright right fine great good cool
    awesome perfect sure thanks thank please pls plz kindly can could would will shall should might
    may you u ya i i'd i'm i'll i've id im ive we we'd we're we'll we've like love want wanna need needs to
    gotta must have has had got let lets let's me us just also go ahead and then so now well actually really
    quickly again maybe perhaps possibly still already favor favour do does help am are is be been being
    going gonna planning plan having attending on looking wish hoping hope trying try grab interested
    basically honestly essentially anyways
    thinking there there's there'll that that's it it's it'll its this sorry dear assistant everyone's how
    about what if mind wondering was possible soon supposed able up
    """
)
# Verbs that order a change of the calendar; the light ones only before a noun ("get a room").
COMMANDS = word_class(
    """
    schedule scheduled add create make set setup book put place enter insert include mark arrange organize
    organise pencil block reserve note log throw stick save register fix confirm input write jot slot
    squeeze initiate calendar post pop secure coordinate adding scheduling booking setting creating putting
    arranging
    fit repeat cancel move reschedule change delete
    remove postpone push shift edit update delay extend shorten clear
    """
)
LIGHT_COMMANDS = word_class(
    """
    get plan show start find ask give host draft request hold generate build record keep throw
    """
)
# Days that only say when; a season, a part of the day or a feast may be part of a name ("morning yoga").
PLAIN_DAYS = word_class(
    """
    today tonight tomorrow yesterday now monday tuesday wednesday thursday friday saturday sunday mon tue
    tues wed thu thur thurs fri sat sun weekly daily monthly week month year
    """
)
# Verbs of asking and thinking: what they open is no plan.
NOT_PLANS = word_class(
    """
    know think ask tell understand say check see hear learn find use talk figure decide cancel change
    """
)
# What may stand between an ordering verb and its noun.
AFTER_ORDER = word_class(
    """
    me us it that this please also just then you up off down out together aside sure and the a an new i have
    """
)
TAKES_IN = word_class("pencil slot squeeze fit put write jot")

PLACE_LEADS = word_class("at in @ near inside outside through around located")
STREETS = word_class(
    """
    street st avenue ave road rd boulevard blvd lane ln drive dr court ct circle cir highway hwy parkway
    pkwy way plaza square terrace place pl alameda broadway freeway expressway trail loop alley row
    """
)
ON_PLACES = STREETS | word_class(
    "mt mount mountain lake beach campus floor island deck roof rooftop patio river pier"
)
# "in person", "at least", "at half past": a preposition, but no place.
NO_PLACES = word_class(
    """
    morning afternoon evening night noon midnight same end start beginning person advance order case general
    total least once first last all time times that this it which it's them there here day days week weeks
    month months year hour hours minute minutes charge favor fact addition particular question progress
    between am pm will soon later spring summer fall autumn winter mind touch half quarter one two three
    four five six seven eight nine ten eleven twelve o'clock
    """
)
# Nouns that say only that something is put on the calendar.
GENERIC = word_class(
    """
    meeting meetings mtg event events appointment appointments appt appts entry item slot something anything
    things thing time times block reminder invite invitation one some room rooms spot meet placeholder plans
    busy talking speaking schedule scheduling calendar out away attend go come going happening occurring taking held place
    details works sounds location venue title name zoom join
    """
)
EMPTY_EVENTS = word_class("event entry item invite invitation reminder placeholder slot appointment")
WEAK = DETERMINERS | word_class(
    """
    new quick short long brief separate single small little upcoming recurring weekly daily monthly biweekly
    bi-weekly next free minute minutes hour hours min mins hrs half first one two couple few other
    additional private following own full whole entire day all-day status as not end rest instead in-person
    online virtual of video busy tentative office o clock
    """
)
TAILS = word_class(
    """
    please pls plz thanks thank you asap soon too also now again ok okay me us scheduled added booked set
    put up well as for and or to on in at of with from by the a an my it that which starting begins starts
    tentatively sometime anytime somewhere is are be will have has been beginning @ & early earlier later
    late than every entire whole all not without instead happening back
    """
)
TOPIC_LEADS = word_class("for to about regarding re concerning on covering discussing of")
COMPANIONS = word_class("with w/ w")
MEETS = COMPANIONS | word_class("meet see seeing")
OTHER_LEADS = word_class("from between by via using over meet see seeing while during before after starting")
# Verbs whose particle belongs to a title: "check in", "follow up".
COMPOUND_VERBS = {
    "in": word_class("check sign log move drop stand sit fill"),
    "up": word_class(
        "follow catch check sign warm pick clean wrap stand hang touch tune wake pop start make meet"
    ),
    "on": word_class("try hands follow"),
    "over": word_class("go hand sleep turn"),
    "by": word_class("drop drive stop fly"),
}
PREDICATES = word_class(
    """
    is are was will begins starts ends lasts begin start starting lasting last leaves arrives happens takes
    runs where
    """
)
FREE = word_class("free time available availability hours hour minutes open room")
EVENT_NOUNS = word_class(
    """
    lunch dinner breakfast brunch coffee drinks supper tea picnic barbecue bbq standup stand-up sync review
    retro retrospective interview party appointment session class lesson call meeting conference wedding
    birthday anniversary concert game match training workshop webinar seminar lecture exam test checkup
    check-up cleaning dentist doctor haircut yoga practice rehearsal recital flight trip vacation holiday
    demo kickoff kick-off planning briefing onboarding orientation ceremony funeral graduation reunion visit
    viewing reservation tour parade festival show movie date hike run catchup catch-up 1:1 1-1 1-on-1
    one-on-one huddle offsite retreat presentation talk celebration gathering tournament marathon massage
    manicure
    """
)

# Verbs of what a meeting is held for, not of where a trip goes.
PURPOSES = word_class(
    """
    go attend be make take get do finish have discuss review talk plan see meet work prepare catch
    """
)

# People by what they are: they take part, but under no name, so they stay in the words of the title.
ROLES = word_class(
    """
    accountant adviser advisor agent architect assistant attorney aunt babysitter barber board boss
    boyfriend brother buddies buddy candidate candidates ceo cfo cto chef class client clients coach
    colleague colleagues committee company contractor cousin cousins coworker coworkers co-worker co-workers
    crew customer customers dad daughter dentist department dept designer designers developer developers
    director directors division doctor engineer engineers engineering everybody everyone family fiance
    fiancee father finance folks friend friends girlfriend girls grandma grandpa grandparents group guests
    guys hairdresser hr husband inspector instructor intern interns investor investors it kid kids landlord
    lawyer lead leads leadership legal management manager managers marketing mechanic members mentor mom
    mother mum neighbor neighbors neighbour neighbours nurse operations parents partner partners people
    personnel plumber pals pr principal professor qa realtor recruiter relatives reports sales siblings
    sister sisters someone somebody son sons staff stakeholder stakeholders student students supervisor
    supplier suppliers support teacher team teams teammates therapist trainer tutor uncle vendor vendors vet
    wife
    """
)
HONORIFICS = word_class(
    """
    dr mr mrs ms miss prof professor doctor sir captain coach father pastor judge rev aunt uncle
    """
)
# Names that a small letter would make plurals of.
S_NAMES = word_class(
    """
    agnes alexis amos andreas anders andrews brooks carlos charles chris claes curtis davis dennis dolores douglas elias
    ellis evans francis frances giles gladys hans harris hayes hughes ines iris isaias jacques james jeeves jens jones
    jonas julius kris lars lewis lois lourdes lucas luis lukas lyles marcos marcus mateus mathis matias mats mercedes
    miles miles moises morris myles nicholas nicolas niels niklas nils owens paris phyllis rogers sanders silas simmons
    stevens thais thomas tobias travis walters wells williams willis yves
    """
)
NAME_PARTICLES = word_class("de da del della der den di du la le van von bin al el st")
# Words of the grammar itself: no capital makes a name of them.
CLOSED = (
    DETERMINERS
    | SUBJECTS
    | SELF
    | QUESTIONS
    | TOPIC_LEADS
    | word_class("and or please thanks thank not but by at in from then up")
)
# Words that are no names, in capitals or not.
NOT_NAMES = (
    DETERMINERS
    | SUBJECTS
    | SELF
    | QUESTIONS
    | FILLERS
    | COMMANDS
    | LIGHT_COMMANDS
    | TAILS
    | TOPIC_LEADS
    | EVENT_NOUNS
    | word_class(
        """
        after afternoon alone always co anybody anyone back because before both but by called coming day don't
        dont early evening every few friday from here him into invite join know later least lots many monday
        month more morning much name named near never new next night no nobody none noon nope not nothing
        off one only or other our over part same saturday sunday than their them thursday time times today
        together tomorrow tonight tuesday until very wait wednesday week weekend while why work year
        yesterday yet except excluding can't instead food fun love cake unsure idea nah hmm dunno
        """
    )
) - {"will", "may", "mark", "love"}
