"""What find_entities() and the three answer readers make of sentences of our own, grouped by phenomenon.

Never measures accuracy: a group names what must be understood without exception.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversations.assistant.engines.entities import (
    Entities,
    Person,
    find_entities,
    find_location,
    find_people,
    find_title,
)
from tests.work import assert_linear

# One sentence a line, {braces} around its times, and behind the arrow what must be found ("-": nothing).

TITLES = {
    "generic nouns have no title": """
        schedule a meeting {tomorrow at 3} -> -
        set up a quick meeting {on Friday} -> -
        book an appointment {for Tuesday} -> -
        create a new event -> -
        add an event to my calendar {on May 4th} -> -
        I need a meeting {next week} -> -
        can you make an appointment for me please? -> -
        please put something on my calendar {tomorrow} -> -
        create a calendar entry {at noon} -> -
        make a short meeting {at 9} -> -
        I have a meeting {at 10} -> -
        shedule a meting {monday} -> -
        put an apointment on my calender {for friday} -> -
        block {an hour} {tomorrow} -> -
        book me a slot {on Thursday} -> -
        add {tomorrow}'s meeting to the diary -> -
        I want a private event {at 6pm} -> -
        mark me as busy {from 2 to 4} -> -
        set up a placeholder {for Monday morning} -> -
        hold some time {on Wednesday} -> -
    """,
    "a specific noun is a title": """
        schedule lunch {tomorrow} -> lunch
        add yoga to my calendar {on Sunday at 8} -> yoga
        put dentist appointment on my calendar -> dentist appointment
        book a haircut {for Saturday at 11} -> haircut
        Create a design review {next Tuesday at 3} {for 45 minutes} -> design review
        set up a staff meeting {every Monday} -> staff meeting
        add the quarterly town hall to my schedule {for June 3rd} -> quarterly town hall
        I have a job interview {at 2pm} -> job interview
        we have a parents evening {on Thursday at 7} -> parents evening
        there's a company picnic {on Saturday} -> company picnic
        please pencil in a phone screen {for Wednesday} -> phone screen
        piano lesson {wednesday at 5} -> piano lesson
        Sprint planning {Monday 10am} -> Sprint planning
        budget review {on the 12th} -> budget review
        let's do drinks {on Friday evening} -> drinks
        Add swimming practice {tomorrow morning} please -> swimming practice
        schedule a D&D night {for Saturday} -> D&D night
        create R&D sync {at 4} -> R&D sync
        put Vet visit {at 9:15} on the calendar -> Vet visit
        arrange a farewell dinner {on the 30th} -> farewell dinner
        throw a happy hour on the calendar {for Friday at 5} -> happy hour
        make a dentist appointment event {on Monday} -> dentist appointment
        add concert event {for the 9th} -> concert
        create event pottery class {tuesday at 6} -> pottery class
        Book hike {on Sunday} -> hike
        I'd like to add karaoke night {on Friday} -> karaoke night
        enter oil change {for Wednesday at 8} -> oil change
        can you squeeze in a massage {on Thursday afternoon}? -> massage
        the rent is due {on the 1st} -> rent
        my flight leaves {at 6:40} -> flight
        orchestra rehearsal starts {at 7} -> orchestra rehearsal
        thesis defense is {on May 3rd at 1pm} -> thesis defense
        put car inspection, {tuesday 10am}, on my calendar -> car inspection
        schedule {for Monday at 2} a budget forecast -> budget forecast
        {Tomorrow at 9} I have physical therapy -> physical therapy
        {on June 1st} add graduation rehearsal -> graduation rehearsal
        schedule a swim meet {for Saturday at 8 am} -> swim meet
        add wrestling meet {on Monday} -> wrestling meet
        add tea with scones {on Friday at 4} -> tea with scones
    """,
    "verb phrases": """
        add pick up Tomas {at 4} -> pick up Tomas
        schedule pay rent {on the first} -> pay rent
        put call the plumber {tomorrow at 8} -> call the plumber
        I need to water the plants {on Sunday} -> water the plants
        I have to submit the tax forms {by Friday} -> submit the tax forms
        book clean the garage {saturday at 9} -> clean the garage
        I want to watch the eclipse {on Monday} -> watch the eclipse
        create walk the dog {at 7pm} -> walk the dog
        add follow up on Friday -> follow up
        schedule check in {for 3pm} -> check in
        add catch up with Lena {on Tuesday} -> catch up
        I have to drop the car off {at 8} -> drop the car off
    """,
    "what a generic noun is for": """
        schedule a meeting for the product launch {tomorrow} -> product launch
        book time for deep work {on Thursday morning} -> deep work
        set up an appointment for a tire change {at 5} -> tire change
        add an event for brunch {on Sunday} -> brunch
        create an event for board game night {on Friday at 7} -> board game night
        set up a meeting about the Q3 roadmap {tomorrow} -> Q3 roadmap
        schedule a meeting regarding vacation plans {on Monday} -> vacation plans
        meeting re: invoices {at 4} -> invoices
        make an appointment to see the accountant {on Friday} -> see the accountant
        schedule a meeting to review the hiring plan {at 2} -> review the hiring plan
        create a meeting to go over the travel budget {on Tuesday} -> go over the travel budget
        book {two hours} to prepare the slides {tomorrow} -> prepare the slides
        add an event on urban gardening {on Saturday} -> urban gardening
        set aside {an hour} for email {at 9} -> email
        find time for a walk {tomorrow} -> walk
        mark my calendar for the eclipse party {on Monday night} -> eclipse party
        block off {friday morning} for writing the report -> writing the report
        I need {30 minutes} for expense reports {tomorrow} -> -
        meeting: project apollo retrospective {at 3} -> project apollo retrospective
        New event: choir, {Monday 7pm} -> choir
    """,
    "phrases that belong to a noun": """
        add flight to Oslo {on Tuesday at 6am} -> flight to Oslo
        schedule a visit to Grandma's {on Sunday} -> visit to Grandma's
        put haircut for Emma {on Friday at 4} -> haircut for Emma
        book a trip to the aquarium {on Saturday} -> trip to the aquarium
        add a lecture about black holes {at 7} -> lecture about black holes
        create birthday party for Noor {on the 14th} -> birthday party for Noor
        call about the mortgage {at 3} -> call about the mortgage
        add a game of chess {at 5} -> game of chess
    """,
    "possessives": """
        Ana's birthday party {on Saturday} -> Ana's birthday party
        put Noor's recital on the calendar {for Friday at 6} -> Noor's recital
        schedule my sister's graduation {on May 20} -> sister's graduation
        add grandpa's 80th birthday {on June 7th} -> grandpa's 80th birthday
        my daughter's dance class {at 4} -> daughter's dance class
        doctor's appointment {monday at 9} -> doctor's appointment
    """,
    "given titles": """
        create an event called Rooftop Garden {on Saturday} -> Rooftop Garden
        add a meeting titled Budget Sync {tomorrow at 1} -> Budget Sync
        set up an event named spring cleaning {on Sunday} -> spring cleaning
        schedule a meeting {tomorrow at 10} called Roadmap -> Roadmap
        call it Team Breakfast -> Team Breakfast
        title it Quarterly Numbers please -> Quarterly Numbers
        please name the event Movie Marathon -> Movie Marathon
        add an event with the title Open House {on Friday} -> Open House
        the title is Wine Tasting -> Wine Tasting
        event name: Garage Sale -> Garage Sale
        Put Parent Evening as the title -> Parent Evening
        log it under Dental Work -> Dental Work
        rename it to Sprint Kickoff -> Sprint Kickoff
        change the title to Board Dinner -> Board Dinner
        set up an event called, "Nap for 20 minutes" {tomorrow} -> Nap for 20 minutes
        add "Team Sync" to my calendar {tomorrow} -> Team Sync
        schedule 'Pick up Ravi' {at 5} -> Pick up Ravi
        put “Silent disco” on my schedule {for Saturday} -> Silent disco
        add an event called Dinner at the Harbor Grill -> Dinner at the Harbor Grill
        name it Apartment tour at Sunset Towers. It's at 44 Pine Street. -> Apartment tour at Sunset Towers
        create an event called Checkup and invite Dr. Osei -> Checkup
        mark it as busy -> -
        put Appointment at Elm Dental in my calendar {for half past 6} -> Appointment at Elm Dental
        create a meeting titled Roadmap with Ana {at 3} -> Roadmap
        create a meeting called "Roadmap with Ana" {at 3} -> Roadmap with Ana
    """,
    "friendly words stay out": """
        could you please schedule a book club {on Tuesday}, thanks -> book club
        hey, would you mind adding karate {at 6} please -> karate
        hi there, can you go ahead and put a car wash {on Saturday} for me -> car wash
        do me a favor and add a blood test {on Monday} thank you -> blood test
        I was wondering if you could book a squash court {at 8} -> squash court
        ok great, then add a nap {at 2} too -> nap
        yes please, add team photo {at 11} as well -> team photo
    """,
    "times that belong to a name": """
        add {morning} yoga {on Tuesday} -> morning yoga
        schedule {summer} camp {on July 1} -> summer camp
        create an {Easter} egg hunt {on Sunday} -> Easter egg hunt
        set up a meeting to discuss the {end of May} figures {on Monday} -> discuss the end of May figures
        schedule a {Monday} meeting {at 7am} -> -
        book {friday} lunch -> lunch
    """,
}

PEOPLE = {
    "one name": """
        schedule a meeting with Priya {tomorrow} -> Priya
        set up a call with noor {at 3} -> noor
        1:1 w/ dana {on Friday} -> dana
        lunch with Jean-Luc {at noon} -> Jean-Luc
        meet with Hannah O'Neil {on Monday} -> Hannah O'Neil
        book an appointment with Dr. Osei {for Tuesday} -> Dr. Osei
        interview with Maria de la Cruz {at 10} -> Maria de la Cruz
        coffee with J. Smith {tomorrow} -> J. Smith
        sync with Ludwig van Beethoven {at 4} -> Ludwig van Beethoven
        I need to see Priya Nair {tomorrow} -> Priya Nair
        I want to meet Omar {at 5} -> Omar
        I'm seeing Tom {tomorrow} -> Tom
        dinner with Mr. Diaz {on Friday} -> Mr. Diaz
        call with ms okafor {at 9} -> ms okafor
        schedule time with wei {on Tuesday} -> wei
        talk with Ann Early {at 2} -> Ann Early
        meeting with Mark {tomorrow} -> Mark
        meeting with Will {tomorrow} -> Will
        lunch with Grandma Betty {on Sunday} -> Grandma Betty
        tea with Aunt Rosa {on Saturday} -> Aunt Rosa
        lunch with joão {tomorrow} -> joão
        meeting with José Álvarez {tomorrow} -> José Álvarez
        an appointment with doctor Amy Wong {on Monday at 4} -> doctor Amy Wong | -
        lunch with chris {at noon} -> chris | lunch
        drinks with Sam and co {tonight} -> Sam | drinks
    """,
    "lists": """
        lunch with Sam and Priya -> Sam, Priya
        meeting with Wei, Fatima and Jo {tomorrow} -> Wei, Fatima, Jo
        meeting with Wei, Fatima, and Jo {tomorrow} -> Wei, Fatima, Jo
        lunch with ana, bob & chris -> ana, bob, chris
        dinner with Tom/Kate {at 8} -> Tom, Kate
        a meeting between Lena Park and Omar Said {on Monday} -> Lena Park, Omar Said
        a call with Kofi and me {at 1} -> Kofi
        schedule lunch with Bill and myself {tomorrow} -> Bill
        schedule a meeting for Ana Diaz, Bob Ross and me {on Friday} -> Ana Diaz, Bob Ross
        schedule a call for Bill and me {tomorrow at noon} -> Bill
        dinner with both Nadia and Yusuf -> Nadia, Yusuf
        meeting with Amy and Mark {on Tuesday} -> Amy, Mark
        party with anna maria, piet and zoe {on Saturday} -> anna maria, piet, zoe
        meeting with Tom plus Kate {at 3} -> Tom, Kate
        lunch with Sam, Sam and Priya -> Sam, Priya
    """,
    "who is coming": """
        movie night {on Friday}, Lena and Omar are coming -> Lena, Omar
        add a picnic {on Sunday} and invite Greta -> Greta
        schedule a demo {at 4}. Invite Kofi and Noor. -> Kofi, Noor
        brunch {on Sunday}. Both Ana and Bob are joining -> Ana, Bob
        add Priya to the standup -> Priya
        include Bill and Kate in the meeting {tomorrow} -> Bill, Kate
        Will Tom, Lena and Yusuf be able to come? -> Tom, Lena, Yusuf
        attendees: Ana, Bob -> Ana, Bob
        Ana and Bob want to meet {tomorrow} -> Ana, Bob
        Lena, Kofi and I are meeting {tomorrow at 3} -> Lena, Kofi
        I need Ben and Ivy for a strategy session {on Tuesday at 1} -> Ben, Ivy | strategy session
    """,
    "addresses": """
        set up a review with ana@example.com {tomorrow} -> ana@example.com
        meeting with ana@example.com and bob@corp.io -> ana@example.com, bob@corp.io
        invite Ana Diaz <ana@example.com> to lunch {on Friday} -> Ana Diaz <ana@example.com>
        lunch with Bob Lee (bob@corp.io) -> Bob Lee <bob@corp.io>
        send the invitation to carla.m@mail.example.org -> carla.m@mail.example.org
    """,
    "roles have no name": """
        meeting with my boss {tomorrow} -> - | meeting with my boss
        schedule a meeting with the marketing team {on Friday} -> - | meeting with the marketing team
        book a meeting for my department {on Monday} -> - | meeting for my department
        lunch with friends {at 1} -> - | lunch with friends
        budget talk with the finance department {at 3} -> - | budget talk with the finance department
        dinner with my parents {on Sunday} -> - | dinner with my parents
        meeting with Ron's team {at 11} -> - | meeting with Ron's team
        call with HR {at 4} -> - | call with HR
        add a barbecue with the neighbors {on Saturday} -> - | barbecue with the neighbors
        meeting with everyone {on Monday} -> - | meeting with everyone
        dinner with my friend Greta {at 7} -> Greta | dinner
        dinner with my wife Anna and my son {at 7} -> Anna | dinner
        meeting with Priya and her boss {at 9} -> Priya | -
        interview with candidate Jordan Lee {on Thursday} -> Jordan Lee | interview
    """,
    "nobody": """
        meeting with {tomorrow} -> -
        work with a new editor {tomorrow} -> -
        put a cake with candles on the list -> -
    """,
}

PLACES = {
    "at and in": """
        lunch at Nopa {tomorrow} -> Nopa
        meeting in Berlin {on Friday} -> Berlin
        dinner at the Blue Door {at 8} -> the Blue Door
        schedule coffee at Cafe Uno with Rosa {tomorrow} -> Cafe Uno
        meeting at headquarters {at 10} -> headquarters
        picnic at the park {on Sunday} -> the park
        add a meeting in Salem, Oregon {on Monday} -> Salem, Oregon
        game night at Tim's house {on Saturday} -> Tim's house
        game night at our place {on Saturday} -> our place
        team lunch {at 12:30} in the cafeteria -> the cafeteria
        concert at the Fillmore {on Saturday at 8} -> the Fillmore
        standup {at 9} in room 301 -> room 301
        workshop at Marks & Spencer {on Monday} -> Marks & Spencer
        drinks @ The Anchor {at 6} -> The Anchor
        meeting in the big conference room {tomorrow} -> the big conference room
        a festival at Pier 7 in Galway {on Sunday} -> Pier 7 in Galway
        dinner at Chez Nous on Market Street {at 7} -> Chez Nous on Market Street
        let's meet at Joe's {at 3} -> Joe's
        put it at my house -> my house
        hike on Mt. Hood {on Saturday} -> Mt. Hood
        swim near Alki Beach {at 8} -> Alki Beach
        a run through Forest Park {at 7} -> Forest Park
        yoga on the roof {at 6} -> the roof
    """,
    "said to be the place": """
        the location is Pier 7 -> Pier 7
        change the location to the library -> the library
        location: Room 12 -> Room 12
        It's at the mall -> the mall
        it is located at 44 Pine Street -> 44 Pine Street
        it'll be at the Harbor Grill -> the Harbor Grill
        the venue will be the town hall -> the town hall
        with a location of 12 Main Street -> 12 Main Street
    """,
    "addresses": """
        dentist {at 3}, 12 Elm Street -> 12 Elm Street
        it starts {at 9}, 230 West 4th Avenue -> 230 West 4th Avenue
        pick up the keys at 77 Oak Rd # 5 -> 77 Oak Rd # 5
    """,
    "rooms": """
        book room 4 for the standup {tomorrow} -> room 4
        I need conference room B {at 2} -> conference room B
        reserve meeting room Everest for the retro {on Friday} -> meeting room Everest
        book a conference room {at 3} -> -
    """,
    "no place": """
        meeting at noon -> -
        meeting at 5 -> -
        call in half an hour -> -
        put it in my calendar -> -
        see you in the morning -> -
        meet in person {tomorrow} -> -
        at least {two hours} -> -
        lunch {at the same time} -> -
        talk at the conference {tomorrow} -> -
        I said so in general -> -
    """,
    "on the line": """
        standup on Zoom {at 9} -> - | Zoom
        call with Paul via Google Meet {at 3} -> - | Google Meet
        weekly sync on Teams {at 4} -> - | Teams
        retro over zoom {tomorrow} -> - | Zoom
        join https://zoom.us/j/123456 {at 5} -> - | https://zoom.us/j/123456
        demo at https://meet.google.com/abc-defg-hij {at 2} -> - | https://meet.google.com/abc-defg-hij
        meeting with the support teams {at 2} -> - | -
        see https://example.com/agenda. -> - | https://example.com/agenda
    """,
}

ANSWERS = {
    "who should come?": """
        Ana and Bob -> Ana, Bob
        ana@example.com, sam -> ana@example.com, sam
        my boss -> my boss
        the marketing team -> the marketing team
        Ana Diaz (ana@example.com), Bob Lee <bob@corp.io> -> Ana Diaz <ana@example.com>, Bob Lee <bob@corp.io>
        It'll be Sam, Priya and me -> Sam, Priya
        invite dana and chris please -> dana, chris
        everyone -> everyone
        Sam from accounting -> Sam
        Only Tom -> Tom
        me and my wife Anna -> Anna
        Dr. Okafor -> Dr. Okafor
        jean-luc van damme -> jean-luc van damme
        with Priya -> Priya
        Greta, Kofi & Noor -> Greta, Kofi, Noor
        Tom will join us -> Tom
        my sister and Greta -> Greta, my sister
        Mark and Will -> Mark, Will
        Let's invite Omar -> Omar
        maria garcia lopez -> maria garcia lopez
        carla.m@mail.example.org -> carla.m@mail.example.org
        Add Yusuf too -> Yusuf
        both Ana and Lena -> Ana, Lena
        just me -> -
        nobody -> -
        no one else -> -
        I don't know yet -> -
        not sure -> -
        yes -> -
        thanks -> -
        that's fine -> -
        what do you mean? -> -
        who is free? -> -
        could you sing me a song -> -
        tomorrow at 5 -> -
        tell me about the weather -> -
        great, thank you -> -
        no, that's all -> -
        cancel it -> -
        you are great -> -
    """,
    "where?": """
        Nopa -> Nopa
        at the office -> the office
        room 4 -> room 4
        my place -> my place
        12 Main Street at 3pm -> 12 Main Street
        Zoom -> Zoom
        It'll be at Cafe Luna in Soho -> Cafe Luna in Soho
        the usual place -> the usual place
        home -> home
        behind the church -> behind the church
        let's meet at Joe's -> Joe's
        Berlin, Germany -> Berlin, Germany
        conference room B on the 3rd floor -> conference room B on the 3rd floor
        the park near my house -> the park near my house
        It is at 230 West 4th Avenue # 12 -> 230 West 4th Avenue # 12
        The event's located at 44 Pine Street, and it starts at 9 -> 44 Pine Street
        341 Oak Lane at 08:45 -> 341 Oak Lane
        How about the library? -> the library
        https://zoom.us/j/99 -> https://zoom.us/j/99
        make it room 7 -> room 7
        The location is Pier 7 -> Pier 7
        at location 77 Oak Road -> 77 Oak Road
        in the cafeteria please -> the cafeteria
        I have to go to 15 Cedar Court -> 15 Cedar Court
        3:15 in the afternoon at 5 Elm Rd # 14 -> 5 Elm Rd # 14
        Title it Garden Party. It is at 9 Rose Street -> 9 Rose Street
        online -> online
        I don't know -> -
        thanks -> -
        yes -> -
        no location -> -
        tomorrow at 5 -> -
        Where would you suggest? -> -
        what is the weather in Oslo? -> -
        you are helpful -> -
        it's lovely, thank you -> -
        switch the lamp off -> -
        cancel that -> -
        whatever you prefer -> -
        that works -> -
        nowhere yet -> -
    """,
    "what should I call it?": """
        Team sync -> Team sync
        call it Budget Review -> Budget Review
        Let's call it Lunch with Sam -> Lunch with Sam
        lunch -> lunch
        dentist -> dentist
        Name it Q3 planning please -> Q3 planning
        Project kickoff at 5pm -> Project kickoff
        How about Coffee chat? -> Coffee chat
        it's my mom's birthday -> mom's birthday
        Title: Roadmap -> Roadmap
        the title is Roadmap review -> Roadmap review
        Dinner at Nopa -> Dinner at Nopa
        Standup, please -> Standup
        Just put Interview prep -> Interview prep
        make it Design critique -> Design critique
        “Board call” -> Board call
        Apartment tour at Sunset Towers -> Apartment tour at Sunset Towers
        Garden club. It's at night 9:30 in the Grange Hall. -> Garden club
        It's a pottery class at 6 in the evening at 31 Elm Lane -> pottery class
        Put Visit with Carla M. Ruiz as the title -> Visit with Carla M. Ruiz
        Could you name the meeting Badminton -> Badminton
        Please name it as Silver Foxes concert on my calendar -> Silver Foxes concert
        Taking Stock Friday concert at 50 Upper Bay Street -> Taking Stock Friday concert
        Use Orchid Show for the title -> Orchid Show
        whatever you like -> -
        I don't care -> -
        meeting -> -
        no idea -> -
        yes -> -
        that sounds lovely -> -
        what? -> -
        what do you think? -> -
        skip -> -
        Idea workshop -> Idea workshop
        you decide -> -
        341 Oak Lane at 08:45 -> -
        thanks for asking -> -
        you are a gem -> -
        tell me a riddle -> -
        Open house -> Open house
        it's great -> -
        I don't know -> -
        at the office -> -
        tomorrow at 3 -> -
        It starts at 7 pm -> -
        can you help me -> -
        correct -> -
    """,
}

CHIT_CHAT = """
    hello there
    thanks, that's great
    yes
    no, that is all
    you are very helpful
    perfect, thank you so much
    what's the weather {tomorrow}?
    who won the match?
    how does this work
    {tomorrow at 3} works
    no, make it {4pm}
    ok
    sounds good to me
    I need to think about it
    I would like to know more
"""

READERS = {"who should come?": find_people, "where?": find_location, "what should I call it?": find_title}


def cases(groups: dict[str, str]) -> list[tuple[str, str, str]]:
    """Split tables into (group, sentence, what must be found)."""
    lines = [(group, line.strip()) for group, table in groups.items() for line in table.strip().splitlines()]
    split = ((group, line.rpartition(" -> ")) for group, line in lines)
    return [(group, sentence, expected) for group, (sentence, _, expected) in split]


def read(sentence: str) -> Entities:
    """Find the entities of a sentence whose times stand in braces."""
    text, spans = "", []
    for i, piece in enumerate(sentence.replace("}", "{").split("{")):
        if i % 2:
            spans.append((len(text), len(text) + len(piece)))
        text += piece
    return find_entities(text, time_spans=spans)


def shown(people: tuple[Person, ...]) -> str:
    both = (f"{person.name} <{person.email}>" for person in people if person.name and person.email)
    one = [person.name or person.email or "" for person in people if not (person.name and person.email)]
    return ", ".join([*both, *one]) or "-"


@pytest.mark.parametrize(("group", "sentence", "expected"), cases(TITLES))
def test_title(group: str, sentence: str, expected: str) -> None:
    assert (read(sentence).title or "-") == expected


@pytest.mark.parametrize(("group", "sentence", "expected"), cases(PEOPLE))
def test_participants(group: str, sentence: str, expected: str) -> None:
    names, _, title = expected.partition(" | ")
    found = read(sentence)
    assert shown(found.participants) == names
    assert not title or (found.title or "-") == title


@pytest.mark.parametrize(("group", "sentence", "expected"), cases(PLACES))
def test_location_and_link(group: str, sentence: str, expected: str) -> None:
    place, _, link = expected.partition(" | ")
    found = read(sentence)
    assert (found.location or "-") == place
    assert not link or (found.link or "-") == link


@pytest.mark.parametrize(("question", "answer", "expected"), cases(ANSWERS))
def test_answer(question: str, answer: str, expected: str) -> None:
    found = READERS[question](answer)
    assert (shown(found) if isinstance(found, tuple) else found or "-") == expected


@pytest.mark.parametrize("sentence", [line.strip() for line in CHIT_CHAT.strip().splitlines()])
def test_chit_chat_fills_nothing(sentence: str) -> None:
    assert read(sentence) == Entities(None, (), None, None)


def test_a_whole_sentence() -> None:
    found = read("lunch with Sam and Priya at Nopa {tomorrow at noon}, on Zoom")
    people = (Person("Sam", None), Person("Priya", None))
    assert found == Entities("lunch", people, "Nopa", "Zoom")


def test_a_name_and_an_address_make_one_person() -> None:
    assert find_people("Ana Diaz <ana@example.com>") == (Person("Ana Diaz", "ana@example.com"),)


def test_a_quoted_time_is_a_title() -> None:
    text = 'add "Nap for 20 minutes" to my calendar'
    assert find_entities(text, time_spans=[(9, 23)]).title == "Nap for 20 minutes"


VOCABULARY = """
    a the with at in for to and , . my add schedule meeting lunch Ana bob room 4 12 Main Street called title it
    calendar on see meet invite @ ana@example.com https://zoom.us/j/1 : i have going ' "
"""
WORDS = st.sampled_from(VOCABULARY.split())


@given(st.text(max_size=200), st.lists(st.tuples(st.integers(-5, 250), st.integers(-5, 250)), max_size=4))
def test_any_text_is_read_without_an_exception(text: str, spans: list[tuple[int, int]]) -> None:
    found = find_entities(text, time_spans=spans)
    assert found.title is None or found.title.strip() == found.title != ""
    find_people(text), find_location(text), find_title(text)


@given(st.lists(WORDS, max_size=30), st.lists(st.tuples(st.integers(0, 99), st.integers(0, 99)), max_size=3))
def test_any_order_of_words_is_read_from_the_text(words: list[str], spans: list[tuple[int, int]]) -> None:
    text = " ".join(words)
    found = find_entities(text, time_spans=spans)
    assert found.location is None or found.location in text
    assert all((person.name or person.email or "") != "" for person in found.participants)
    assert (find_title(text) or "") in " ".join(text.split())


@pytest.mark.parametrize(
    "noise",
    [
        "a@" * 2000,
        "with " * 800,
        "at " * 1333,
        '"' * 4000,
        "A " * 2000,
        "call it " * 500,
        "location is " * 330,
        "1 Main St, " * 360,
        "add " * 1000,
        "(" * 4000,
        "and " * 1000,
        "a." * 2000,
        "x" * 4000,
        "title " * 660,
    ],
)
def test_noise_is_read_in_linear_time(noise: str) -> None:
    for reader in (find_entities, find_people, find_location, find_title):
        assert_linear(reader, noise)
