"""What classify() makes of sentences of our own, grouped by the phenomenon each group is about.

Never measures accuracy: a group names what must be understood without exception.
"""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversations.assistant.cues import Intent
from conversations.assistant.engines.classifier import Verdict, classify
from conversations.assistant.intents import INTENTS
from tests.work import assert_linear

# (phenomenon, intent) -> one message a line
CORPUS = {
    (
        "put verb and meeting",
        "schedule",
    ): """
        schedule a meeting with Priya on Tuesday at 10
        Book an appointment with the accountant for March 3rd
        set up a call with the Lisbon team tomorrow at noon
        create an event called Rooftop Garden on Saturday
        add a standup at 9:15 every weekday
        make an appointment for Thursday
        arrange an interview with Tomasz next Wednesday at 14:00
        plan a workshop on 12 June from 9 to 4
        put a meeting with Noor at 3pm
        enter a webinar for next Monday
        organize a kickoff with the vendors on Friday afternoon
        pencil in a sync with Ravi at 11
        Set a 1:1 with Olga for Wednesday
        reserve the conference room for Friday at 2
        set a one on one with Bea at 4 pm
        throw in a quick check in with Leo tomorrow
        squeeze in a call with the lawyer before lunch
    """,
    (
        "put verb and activity",
        "schedule",
    ): """
        schedule lunch with Marta on Friday
        add dentist on the 14th at 8:30
        put yoga on Monday at 7
        create a birthday party on Sunday at 4
        make a dinner with my parents for Saturday night
        book haircut tomorrow at 5pm
        plan a picnic with the neighbours for Sunday noon
        add soccer practice on Wednesdays at six
        block off two hours tomorrow for the budget
        block out Friday morning for deep work
        schedule time with Ivan on Tuesday
        mark me as busy on Thursday from 1 to 3
        schedule coffee with Ines at 10
        schedule a movie with Kenji on Saturday at 9 pm
        set aside an hour tomorrow for taxes
    """,
    (
        "onto the calendar",
        "schedule",
    ): """
        add this to my calendar
        Please put that on my calendar.
        put gardening on my calendar for Sunday
        I'd like to add it to my calendar
        can you add a flight to Oslo on May 2 to my calendar
        add my mother's birthday to the calendar
        put buying paint on my calendar for tomorrow at 3
        add "Order new tires" to my calendar for Saturday
        could you please add this event to my calendar under the name House tour?
        I want this to be added to my calendar
        I need the recital added to my calendar
        save this on my calendar as Wine tasting at 7:30 in the evening
        on the 3rd of May put the marathon on my calendar
        for Friday, add a parent evening to my calendar
    """,
    (
        "polite shells around an order",
        "schedule",
    ): """
        Hi, can you please schedule a meeting with Bo at noon?
        could we set up a call on Thursday
        I would like to schedule an appointment for next week
        I'd like you to book a meeting with Sana tomorrow
        would you be able to arrange a meeting with HR on Monday
        I was wondering if you could schedule a dinner with Paul on Friday
        go ahead and schedule the interview for 3pm
        please just add a meeting at 4
        is it possible to book a meeting for 5 on Monday
        let's set up a lunch with Amara on Tuesday
        hey, I need you to create an event for Sunday at 10
        could you do me a favor and schedule a meeting with Ed at 9
        how do I schedule a meeting
        ok great, now book a call with Mina for Tuesday
        Thanks! Please also create an appointment with the vet on Monday.
    """,
    (
        "wanting something",
        "schedule",
    ): """
        I need a meeting with Jorge on Friday
        I want an appointment with my dentist next week
        I need to meet with Steven tomorrow at 4
        I want to meet Anita for lunch on Sunday
        I would like a meeting with the board at 9 am
        we need a conference call with the lawyers at 3pm tomorrow
        I'd like to go swimming on Sunday at 8
        I need to see Dr. Wong on Tuesday at 10
        I have to pick up the kids tomorrow at 3
    """,
    (
        "told, not asked",
        "schedule",
    ): """
        I have a meeting with Paula on Friday at 1
        I have a dentist appointment next Thursday at 8am
        I will be in Vienna from Monday to Wednesday
        I'm going to a concert on Saturday night
        I'm meeting Lena tomorrow at 6
        There will be a team dinner on Thursday at 7
        We have a parents evening on June 5th
        I have an exam on Monday morning
        I'll be out of the office on Friday
        I'm having lunch with Theo on Tuesday
    """,
    (
        "bare noun and time",
        "schedule",
    ): """
        dentist Tuesday at 9
        team meeting tomorrow at 10 am
        lunch with Rosa on Friday
        haircut 4pm Saturday
        board meeting on the 21st
        yoga class tonight at 7
    """,
    (
        "other ways to put",
        "schedule",
    ): """
        gym at 6 tomorrow
        put me down for the 3pm yoga class
        can you pencil me in for a haircut on Friday
        I've got a job interview at Acme on Tuesday at 9:30
        let's do lunch on Thursday
        let's meet on Friday at 3
        invite Jim and Paula to a meeting tomorrow at 2
        send an invite to Jim for Thursday at 4
        make sure to put the conference on my calendar for June 4
        I plan to go hiking on Sunday
        we are having a barbecue on Saturday
        schedule a recurring meeting every Monday at 9
        repeat the team sync every Friday
        could you find a time for me and Sal to meet next week
        new meeting with Bob at 5
        save the date for Ana's wedding on June 12
        note that I'm on vacation next week
        get a meeting on the books with Kim for Friday
        block my calendar for the afternoon
        please enter dinner with the Smiths, Saturday at 7
        kick off meeting tomorrow 10-11
        would you mind adding a meeting at 5
        lunch with Sam
    """,
    (
        "a task inside an order is no order",
        "schedule",
    ): """
        create an event to clear the gutters on Sunday at 10
        schedule time to cancel my subscriptions on Friday
        add an item to my calendar that I need to clean the garage on Thursday
        set up a meeting to move the deadline on Monday at 2
        block off an hour on Tuesday to change the tires
    """,
    (
        "change verb and meeting",
        "reschedule",
    ): """
        move my meeting with Priya to Thursday
        change the time of my appointment to 4
        push the standup back by half an hour
        shift the call to 3pm
        bump my one on one to next week
        Can you move tomorrow's meeting to Friday?
        switch the interview to Monday at 9
        update the meeting location to the blue room
        rename the event to Spring Cleaning
        change the title of my meeting to Roadmap
        modify my appointment on Monday
        edit the kickoff event
        swap my 2 o'clock meeting with the one at 4
        please change my appointment with the vet from Tuesday to Wednesday
        I need to move my appointment on Friday
        adjust the meeting to start at 10
        my meeting with Ann needs to be moved to Friday
    """,
    (
        "change verb and activity",
        "reschedule",
    ): """
        move lunch to 1
        change dinner with Omar to 8pm
        push yoga back an hour
        move my haircut from Friday to Saturday
        change the party to the 9th
        shift soccer practice to Tuesday
        can you change book club to next Thursday after 6
        update the picnic to Sunday
    """,
    (
        "verbs that only change",
        "reschedule",
    ): """
        reschedule my dentist appointment
        Reschedule lunch with Kim for Friday
        can we reschedule?
        postpone the review until next week
        delay my 3 pm by an hour
        extend the workshop to 5pm
        shorten my meeting with Lou to 20 minutes
        I'd like to reschedule my call with Ada
        put off the team dinner until July
        I need to reschedule
        uninvite Carl from the party
        could you please postpone tomorrow's interview
    """,
    (
        "make it otherwise",
        "reschedule",
    ): """
        make my lunch with Tess at 1 instead of 12
        make the meeting an hour longer
        make tomorrow's standup 15 minutes shorter
        make that meeting all day
        make my event on Friday be at 6
        have the meeting start at 9 instead
        set the dinner for 8 instead of 7
    """,
    (
        "people come and go",
        "reschedule",
    ): """
        add Mia to the meeting
        add Mia and Sven to my 3 pm meeting on Tuesday
        invite Pedro to the design review
        include Ruth in tomorrow's call
        add my boss to Hanna's party
        remove Sven from the meeting
        take Otto off the planning session
        drop Lara from the kickoff on Monday
        uninvite Mia from the board meeting
        add Joe to my lunch with Sara
    """,
    (
        "correction told",
        "reschedule",
    ): """
        the meeting got moved to Friday
        my lunch with Ben was at 1, not at 12
        Monday's interview was with Ursula, not with Ulrich
        the party has been pushed back to 9
        my appointment is at 3 not at 2
        The call with Sam was rescheduled to Thursday
        Rita can't make it to the meeting anymore
    """,
    (
        "other ways to change",
        "reschedule",
    ): """
        start my 3pm meeting an hour later
        can we do the meeting on Friday instead
        let's do lunch at 1 instead
        set my dinner to 8pm
        set the location of the meeting to room 5
        change it to 5
        move it to Friday
        bring the meeting forward by an hour
        put my dentist appointment off until next month
        my dentist appointment changed to 4pm
        the review is now on Friday
        add 30 minutes to my meeting with Ida
        Bob will not be at the meeting
        Bob is also coming to dinner on Friday
        cancel the dinner on Friday and move it to Sunday
        Can you push that meeting to 5?
        My meeting with Al will be in the cafe, not the office.
    """,
    (
        "remove verb",
        "cancel",
    ): """
        cancel my meeting with Priya
        delete the appointment on Friday
        remove the standup from my calendar
        call off Thursday's dinner
        get rid of my 2pm call
        erase the event tomorrow
        scrap the workshop
        drop the budget meeting
        Can you cancel lunch tomorrow?
        please delete my dentist appointment
        clear my calendar for Friday
        wipe my schedule for next week
        take the picnic off my calendar
        I need to cancel my haircut on Saturday
        I want to remove yoga from my schedule on Monday
        scratch brunch on Sunday
        delete everything on my calendar tomorrow
        cancel all my meetings for today
        clear my Friday afternoon
        empty my calendar for the 5th
        cancel my birthday party
        delete my trip to the lake
        is there a way to clear my calendar
        cancel the meeting I have with Mr. Brandt
        Something came up. Please cancel the 4 pm meeting.
        find the dinner with Eva and delete it
        cancel it
        delete that
        I can't make it to the meeting on Friday
        I will no longer be attending the workshop
    """,
    (
        "other ways to cancel",
        "cancel",
    ): """
        I don't need the meeting tomorrow anymore
        we are not having the party on Saturday
        forget about the dentist appointment
        bail on dinner tonight
        I'm not going to the concert
        clear tomorrow afternoon
        nix the meeting
        cancel friday
        remove all appointments next week
    """,
    (
        "what is on",
        "list",
    ): """
        what's on my calendar today
        What do I have tomorrow?
        what do I have on Friday afternoon
        what is on my schedule for next week
        whats on my agenda
        what am I doing on Saturday
        what does my week look like
        What's happening on Thursday?
        what's coming up this week
        what have I got planned for Sunday
        what are my plans for tonight
        what meetings do I have today
        which appointments do I have on the 4th
        what do i have going on between 9 and 11
        tell me what's on my calendar
        anything on my calendar for Monday?
    """,
    (
        "do I have",
        "list",
    ): """
        do I have a meeting with Ivan tomorrow
        do I have anything on Friday
        Do I have any appointments this week?
        do I have plans on Saturday night
        have I got anything scheduled for noon
        are there any meetings on Tuesday
        is there anything on my calendar on the 9th
        did I schedule anything for Sunday
        do I have to be anywhere tomorrow morning
        am I meeting with Lou today
        do I have dinner with Kate tonight
        is my dentist appointment on Monday
        do i meet with Igor this week
    """,
    (
        "one fact of a meeting",
        "list",
    ): """
        when is my meeting with Priya
        when's my next appointment
        what time is the standup
        where is the budget review meeting
        who is coming to the meeting on Friday
        how long is my call with Tess
        When is Laura's wedding?
        what time does the workshop start
        where is my dinner with Ann
        who's invited to the kickoff
        how many meetings do I have today
        When was my last meeting with Bo?
        what time am I meeting Clara
        how long until my next meeting
        is Jana coming to the party on Saturday
        has Leo accepted the invite
        what is the location of my 3 pm meeting
        when does my exam start
        how many people are coming to the offsite
    """,
    (
        "look verbs",
        "list",
    ): """
        show me my calendar
        list my meetings for Monday
        check my calendar
        show my schedule for tomorrow
        read my appointments for Friday
        find my meeting with Sven
        pull up my agenda for next week
        Can you check my schedule for the 12th?
        I'd like to see the events on my calendar
        look up my next appointment
        give me an overview of my meetings today
        I want to check my calendar for Thursday.
        search for all events with Noor
        can you tell me if I have a meeting on Monday
        let me know what's on my calendar for the 3rd
        I need to know when my interview is
        my events for today
        view calendar
    """,
    (
        "other ways to ask",
        "list",
    ): """
        what's next on my calendar
        how does my Thursday look
        how's my week looking
        where do I need to be at 3
        where am I supposed to be at noon
        who am I having lunch with tomorrow
        when am I seeing Bob
        when did I last meet with Jo
        what was on my calendar yesterday
        tomorrow's schedule
        what time do I have to pick up the kids
        did Ana accept my invitation
        who declined
        what's the next thing I have to do
        does Bob have a meeting tomorrow
        has my meeting with Bo been moved
        was the meeting cancelled
        Run me through my day
        find the next time I meet with Ellie
        I can't remember when my eye exam is
        My first meeting tomorrow, what time does it start?
    """,
    (
        "free or not",
        "availability",
    ): """
        am I free on Friday
        When am I free tomorrow?
        am I available at 3pm on Tuesday
        when are Ana and Bo free next week
        do I have any free time on the 9th
        what times am I free this Saturday
        check my availability for Monday
        is Priya available tomorrow at noon
        find a free slot for me on Thursday
        do I have some spare time this weekend
        show me when I'm available
        Sounds good. When will I be free that day?
        Thanks. Can you check when I'm free on Wednesday?
        what's my availability next week
        is my calendar open on Tuesday
        am I busy tomorrow afternoon
        do I have time on Friday
        Great. Tell me when I am available.
        is Tom busy on Friday
        what free time do I have on March 4th
        who is free at 4
    """,
    (
        "other ways to ask for time",
        "availability",
    ): """
        what's a good time to meet with Bo
        find a time when Ana and I are both free
        any openings on Thursday
        does Ana have time on Friday
        what does my availability look like
        do I have a gap on Monday
        check if I'm busy at noon
        when can I meet with Bob
        Are there any free times on Monday
        is anybody free
        are there any empty time slots on Tuesday
    """,
    (
        "reminding",
        "reminder",
    ): """
        remind me to call Sam at 4
        set a reminder for tomorrow at 8
        remind me about the rent on the first
        can you remind me to water the plants
        create a reminder to buy milk
        I need a reminder for the deadline
        don't let me forget to send the slides
        add a reminder to take out the bins
        remind me in 20 minutes
        please remind me to cancel my gym membership
        remind me ten minutes before the meeting
        give me a reminder to email Jo
        remind me that the party is on Friday
        make sure I remember to pack
        I want to be reminded to stretch every hour
        at six remind me to feed the fish
    """,
    (
        "weather",
        "unknown",
    ): """
        what's the weather like
        will it rain tomorrow
        Is it going to snow in Oslo on Friday?
        what's the forecast for the weekend
        do I need an umbrella today
        how hot will it be in Rome next week
        what will the weather be like for my picnic on Sunday
        is it windy outside
    """,
    (
        "money",
        "unknown",
    ): """
        move money to savings
        cancel my credit card
        what is my account balance
        transfer 50 dollars to checking
        when is my electric bill due
        change my PIN
        pay my phone bill
        do I have enough money for a holiday
        when will I get my next paycheck
        raise my credit limit
        delete my bank account
        how much did I spend on groceries last month
        my card was declined yesterday
        what is the exchange rate for the yen
        freeze my account
    """,
    (
        "travel",
        "unknown",
    ): """
        book a flight to Denver
        Book me a hotel in Lyon from May 3 to May 6
        get me a taxi for 7 am
        find a train to Bern tomorrow
        is my flight on time
        I need a ride to the airport
        reserve a rental car for Friday
        what should I do in Porto
        do I need a visa for Kenya
        I lost my luggage
        order an uber
        when does my flight land
    """,
    (
        "food",
        "unknown",
    ): """
        order a pizza
        find a recipe for lentil soup
        how long do I boil eggs
        make a reservation at a Thai restaurant
        how many calories are in an apple
        what can I substitute for butter
        any good restaurants near me
        what ingredients are in pesto
    """,
    (
        "alarms and the home",
        "unknown",
    ): """
        set an alarm for 7
        wake me up at 6:30
        start a timer for ten minutes
        turn off the lights
        make me a coffee at 8
        dim the bedroom lights
        set the thermostat to 20 degrees
        change the lights to blue
        cancel my alarm
        vacuum the living room
        what time is it
    """,
    (
        "music, news, games",
        "unknown",
    ): """
        play some jazz
        add this song to my playlist
        what song is this
        turn up the volume
        skip to the next track
        what's in the news today
        play the next episode of my podcast
        what movies are playing tonight
        resume my audiobook
        let's play chess
        delete this song
    """,
    (
        "messages and calls",
        "unknown",
    ): """
        call mom
        send an email to Peter
        text Lisa that I'm late
        do I have any new emails
        tweet that I love Mondays
        call Sam at 4
        email the team about the meeting tomorrow
        check my facebook
        what's the number of the nearest pharmacy
    """,
    (
        "knowledge and sums",
        "unknown",
    ): """
        how tall is Mont Blanc
        who was the first president of Finland
        what does ephemeral mean
        how do you spell rhythm
        translate good evening into Dutch
        what is 17 times 23
        what's the capital of Peru
        how many inches are in a metre
        who wrote Don Quixote
        why is the sky blue
        define entropy
        how far is the moon
    """,
    (
        "lists, cars, places",
        "unknown",
    ): """
        add milk to my shopping list
        what's on my shopping list
        buy new headphones
        how do I change a tire
        when is my car due for an oil change
        how's the traffic on the way to work
        where is the nearest gas station
        share my location with Sue
        find my phone
        what are the reviews of that bakery
        how do I get to the harbour
        change your language to German
    """,
    (
        "nonsense and fragments",
        "unknown",
    ): """
        asdf qwer
        blue
        ???
        purple monkeys whistle
        45
        with Ana
        yes
    """,
}
SMALL_TALK = {
    "greeting": "hello; hi there; good morning; hey, how are you?; what's up; howdy; how is it going; good evening",
    "thanks": "thanks; thank you so much; many thanks for your help; I appreciate it; thx; much obliged",
    "farewell": "bye; goodbye; see you later; good night; talk to you later; take care; it was nice talking to you",
    "praise": "well done; good job; you are awesome; that was great work; you rock; excellent, that is helpful",
    "joke": "tell me a joke; do you know any good jokes; make me laugh; give me a fun fact about owls; say something funny",
    "help": "what can you do; how can you help me; what can I ask you; what are you able to do for me",
    "smalltalk": (
        "are you a robot; what's your name; who made you; how old are you; where are you from; do you have any pets; "
        "who do you work for; what are your hobbies; what is the meaning of life; are you human; when were you born; "
        "what do you do in your free time; tell me about yourself"
    ),
}
LINES = [
    pytest.param(line.strip(), intent, id=f"{group}: {line.strip()}")
    for (group, intent), lines in CORPUS.items()
    for line in lines.strip().splitlines()
]
TALK = [
    pytest.param(line.strip(), kind, id=f"{kind}: {line.strip()}")
    for kind, lines in SMALL_TALK.items()
    for line in lines.split(";")
]
EVERY_LINE = [line.values[0] for line in LINES + TALK]


@pytest.mark.parametrize(("text", "intent"), LINES)
def test_a_message_is_read_as_what_it_asks_for(text: str, intent: str) -> None:
    assert classify(text).intent == intent


@pytest.mark.parametrize(("text", "kind"), TALK)
def test_small_talk_is_general_and_its_kind_is_told(text: str, kind: str) -> None:
    verdict = classify(text)

    assert (verdict.intent, verdict.kind) == ("general", kind)


@pytest.mark.parametrize("intent", INTENTS.values(), ids=INTENTS)
def test_the_examples_of_the_table_are_read_as_their_intent(intent: Intent) -> None:
    assert [classify(example).intent for example in intent.examples] == [intent.name] * len(intent.examples)


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("Hello! What do I have today?", "list"),
        ("Thank you. Now cancel my meeting with Ed.", "cancel"),
        ("That sounds great. Add it to my calendar please. Thanks!", "schedule"),
        ("I was going to see Sally at 4. Can you move that to Tuesday?", "reschedule"),
        ("Text my wife. Tell her I will be late tonight. Thanks.", "unknown"),
        ("You are great. Tell me a joke.", "general"),
        ("I have a meeting with Dr. Brown at 9 a.m. Remind me at 8.", "reminder"),
    ],
)
def test_the_sentence_that_asks_decides(text: str, intent: str) -> None:
    assert classify(text).intent == intent


@pytest.mark.parametrize(
    "fragment",
    ["yes", "tomorrow at 3", "45 minutes", "with Ana", "3pm", "the second one", "in the blue room", ""],
)
def test_a_fragment_is_unknown_and_said_to_be_a_guess(fragment: str) -> None:
    assert classify(fragment) == Verdict("unknown", 0.2, None)


def test_a_clear_request_is_surer_than_a_vague_one() -> None:
    clear = classify("cancel the meeting with Priya")
    vague = classify("cancel that")

    assert (clear.intent, vague.intent) == ("cancel", "cancel")
    assert clear.confidence > vague.confidence


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("cancle the meetting", "cancel"),
        ("whats on my calender tommorow", "list"),
        ("creat an appoinment", "schedule"),
        ("pls reshedule my lunch w/ Tom", "reschedule"),
    ],
)
def test_slips_of_the_pen_are_mended(text: str, intent: str) -> None:
    assert classify(text).intent == intent


def test_the_table_has_the_eight_intents_under_their_names() -> None:
    assert list(INTENTS) == [
        "schedule", "reschedule", "cancel", "list", "availability", "reminder", "general", "unknown",
    ]  # fmt: skip
    assert all(intent.name == name and intent.description for name, intent in INTENTS.items())


@given(st.text(max_size=400))
def test_any_text_has_a_verdict(text: str) -> None:
    verdict = classify(text)

    assert verdict.intent in INTENTS
    assert 0 <= verdict.confidence <= 1
    assert verdict.kind is None or verdict.intent == "general"


@given(st.lists(st.sampled_from(" ".join(EVERY_LINE).split()), max_size=30))
def test_any_salad_of_known_words_has_a_verdict(salad: list[str]) -> None:
    assert classify(" ".join(salad)).intent in INTENTS


@given(st.sampled_from(EVERY_LINE), st.randoms(use_true_random=False))
def test_letter_case_does_not_matter(text: str, random: Random) -> None:
    mixed = "".join(letter.upper() if random.random() < 0.5 else letter.lower() for letter in text)

    assert classify(mixed) == classify(text)


@given(st.sampled_from(EVERY_LINE), st.sampled_from(["  ", "\t", "\n", " \u00a0 "]))
def test_spacing_does_not_matter(text: str, space: str) -> None:
    assert classify(space + text.replace(" ", space) + space) == classify(text)


@given(st.sampled_from(EVERY_LINE))
def test_a_curly_apostrophe_is_an_apostrophe(text: str) -> None:
    assert classify(text.replace("'", "\u2019")) == classify(text)


@pytest.mark.parametrize(
    "unit",
    ["a", "a ", "1:", "'s", "to ", "i need to ", "on the 5 ", ". ", "!?", "don't ", "a.m ", "meeting. ", "é"],
)
def test_noise_is_read_in_linear_time(unit: str) -> None:
    noise = (unit * 4000)[:4000]
    assert_linear(classify, noise)
