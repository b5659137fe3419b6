"""Word classes of calendar talk: verbs, things that are put on a calendar, question forms, polite shells.

It never decides an intent: the cues in intents.py combine these classes.
"""

# Every entry is a word or a phrase; the longest phrase that fits at a place is taken, its words used up.
# A plural in -s need not be listed: it is found through its singular and also carries the class "many".
CLASSES: dict[str, str] = {
    # light verbs: they put things on a calendar, and anything else anywhere else
    "put": """
        add, create, make, set, set up, setup, put, place, enter, insert, include, mark, mark down, save,
        note, note down, jot down, write down, write in, get, get me, throw, stick, drop in, squeeze in,
        secure, hook up, hook me up, hook us up, sign me up, sign us up, put me down, put us down, put down,
        record, log, register, open up, confirm, repeat, call a meeting, call for a meeting, save the date""",
    # verbs that by themselves are about time
    "book": """
        schedule, book, plan, arrange, organize, organise, pencil, pencil in, reserve, block, block off,
        block out, slot in, fit in, calendar in, invite, send an invite, send invites, send an invitation,
        coordinate, fix, make time, find time, set aside, carve out, find a time, find me a time, find a
        good time, find us a time""",
    # time is kept free, whatever for
    "allot": "block off, block out, set aside, carve out, make time, find time, pencil in, slot in, fit in",
    # verbs that change whatever they are said of
    "change": """
        change, move, shift, push, push back, push out, bump, bump up, update, modify, edit, adjust, alter,
        swap, switch, rename, retitle, relocate, bring forward, move up, move back, move forward, amend,
        revise, correct, pull forward, replace, convert, set back, turn""",
    # verbs that only a change of an existing event has
    "reschedule": """
        reschedule, rebook, rearrange, re schedule, postpone, delay, put off, extend, lengthen, prolong,
        shorten, uninvite, disinvite, un invite, push back, reassign, redo, cut short, trim""",
    # told rather than asked: "the party got moved"
    "changed": """
        is now on, is now at, is now, moved, changed, rescheduled, postponed, pushed, pushed back, delayed,
        shifted, updated, extended, shortened, moved up, bumped, switched""",
    # "I need the dinner added"
    "added": "added, entered, inserted, blocked",
    # "I can no longer make it to lunch"
    "absent": """
        no longer, will not be, can not make, can not make it, can not attend, will not make it, will not
        attend, not going, not attending, not doing, not coming, not able to attend, not able to make, can
        no longer, not be attending, do not need, no longer need, not need, do not want, not having""",
    "remove": """
        cancel, delete, remove, erase, clear, clear out, clear up, clear off, drop, wipe, wipe out, scrap,
        scratch, get rid of, take off, take out, strike, empty, dismiss, call off, unschedule, eliminate,
        purge, axe, ditch, discard, nix, undo, cross off, cross out, clean, clean out, clean up, free up,
        reset, canceled, cancelled, cancelling, canceling, deleting, removing, deleted, removed, erased,
        cleared, unbook, kill, trash, take away, void, abort, destroy, scrub, delete off, forget about, bail
        on, back out of""",
    # with "off": "take lunch off my calendar"
    "take": "take, bring, pull, knock, cross, kick",
    # verbs that buy or hire
    "acquire": """
        book, reserve, order, find, get, find me, get me, buy, purchase, look for, search for, looking for""",
    # verbs of other errands, read only at the head of a sentence
    "errand": """
        text, email, mail, message, tweet, post, dial, ring, phone, pay, transfer, translate, spell, define,
        play, order, buy, purchase, turn on, turn off, turn down, turn up, dim, cook, bake, call, send,
        share, reply, respond, sing, convert, calculate, navigate, drive, contact, notify, alert, report,
        answer the, answer my""",
    "look": """
        check, show, list, list out, find, find me, view, read, read out, read me, look, look up, look at,
        look for, look on, see, search, search for, display, pull up, go over, go through, review, bring up,
        give me, give me a run down, share, let me know, inform me, pull, run through, run down, walk me
        through, remind me what, remind me when, remind me where, remind me who, remind me how, locate,
        remind me which, remind me of the date, remind me about the date, summarize, summarise, overview,
        find out, figure out, lookup, print, recap, hear, fetch, retrieve, look over, look through, double
        check, looking for, read back""",
    "meet": """
        meet, meet up, meet with, get together with, sit down with, catch up with, talk with, speak with,
        see, spend time, spend some time""",
    # taking part
    "join": """
        join, coming to, invited to, going to the, attend, attending, rsvp, accept, decline, accepted,
        declined, invited, responded, tentative""",
    # the calendar itself
    "calendar": """
        calendar, agenda, diary, planner, day planner, my schedule, the schedule, our schedule, work
        schedule, meeting schedule, daily schedule, event list, calendar event, calendar entry, calendar
        item, calendar appointment, the calendar, google calendar, scheduled event, busy schedule, my day,
        my week, my weekend, my month, my whole day, my entire day, schedule""",
    # words that hardly mean anything else
    "event": """
        meeting, meet and greet, appointment, event, conference call, video call, phone call with, standup,
        stand up, stand up meeting, sync, check in, one on one, 1 on 1, 1:1, interview, get together,
        conference room, meeting room, call with, a call, the call, my call, zoom, webinar, workshop,
        kickoff, kick off, huddle, retrospective, sprint review, offsite, all hands, town hall, lunch date,
        dinner date, coffee date, date night, seminar, orientation, board meeting, obligation, engagement,
        commitment, conference, luncheon, presentation, demo, planning session, review meeting, team lunch,
        entry, catch up, time slot, slot, invite, invitation, a meet, earnings call, sales call, client
        call, team call, weekly call, 's call, next call, first call, last call, pm call, am call, oclock
        call, morning call, afternoon call""",
    # words that may be an event
    "activity": """
        lunch, dinner, breakfast, brunch, supper, coffee break, coffee with, tea with, happy hour, party,
        parties, bash, birthday, birthday party, anniversary, wedding, shower, baby shower, bridal shower,
        funeral, graduation, ceremony, reunion, gala, fundraiser, celebration, festival, parade, fair,
        carnival, barbecue, bbq, cookout, picnic, potluck, game, match, tournament, practice, rehearsal,
        recital, concert, movie, movie night, musical, opera, exhibition, exhibit, class, lesson, course,
        lecture, exam, test, quiz, training, session, study session, tutoring, workout, gym, yoga, pilates,
        jog, hike, swim, swimming, bike ride, golf, tennis, soccer, football, basketball, baseball,
        softball, hockey, volleyball, bowling, karaoke, skiing, fishing, camping, hunting, trip, vacation,
        holiday, staycation, retreat, getaway, visit, tour, cruise, outing, date, haircut, hair cut, hair
        appointment, manicure, pedicure, massage, facial, spa, nail, dentist, dental, doctor, dr, physician,
        vet, veterinarian, therapist, therapy, checkup, check up, surgery, cleaning appointment,
        optometrist, orthodontist, dermatologist, pediatrician, eye exam, cardiologist, rounds, deadline,
        launch, release, review, briefing, debrief, discussion, talk, chat, brainstorm, hearing, court,
        trial, church, mass, bible study, book club, choir, band practice, babysitting, babysit, playdate,
        play date, sleepover, daycare, pickup, drop off, shopping trip, grocery shopping, shopping, errand,
        chores, laundry, yard work, cleaning, open house, house viewing, viewing, showing, move in,
        inspection, plans, bootcamp, auction, premiere, convention, expo, summit, symposium, panel,
        hackathon, meetup, field trip, ballet, dance, prom, homecoming, tailgate, super bowl, christmas
        party, get away, day off, time off, days off, program, audition, photoshoot, photo shoot, blind
        date, double date, tasting, thanksgiving, fathers day, mothers day, hotel stay, meditation, nap,
        shoot, dine, bachelorette party, bachelor party, competition, contest, performance, evaluation,
        consultation, follow up, counseling, gathering, celebrate, marathon, triathlon, parent teacher
        conference, pta, out of office, out of the office, ooo, out of town, church service, memorial
        service, music practice, music lesson, piano lesson, guitar lesson, break, movies""",
    "drink": "coffee, tea, beer, cocktails",
    "thing": "anything, something, everything, stuff, thing, nothing, what all, it all, all",
    # what was spoken of before
    "it": "it, call it, that, this, them, these, those, that one, this one, the first one, the last one",
    # what can be asked of an event
    "detail": """
        the address, the time, the date, start time, end time, the location, the venue, the title, how long,
        overview, details""",
    "host": "organizer, organiser, organized, organised, host, attendees, invitees",
    # lying ahead
    "scheduled": """
        scheduled, planned, booked, lined up, set up for, coming up, upcoming, happening, going on, on tap,
        in store, on the books, on deck, taking place, on my plate, slated, penciled in, on the docket,
        going down, is next, next up, next to do, happen""",
    "free": """
        free, available, availability, availabilities, free time, spare time, open slot, open time, free
        slot, opening, available time, time off, free slots, unoccupied, time free, time available, spare,
        gap, do not have anything, have nothing, nothing booked, nothing planned, nothing scheduled, no
        plans, open dates, time blocks, nothing going on, empty slot, empty slots, empty time slot, open
        time slot, open times, do i have time, will i have time, have time to, have time for, do i have any
        time, free hours, free block, when can i meet, when can we meet, when could we meet, good time to
        meet, good time for us, have time, best time to meet, time to meet""",
    "busy": "busy, booked up, swamped, tied up, occupied, slammed, packed",
    # of a calendar: nothing on it
    "open": "open, clear, openness, empty, unbooked",
    "remind": """
        remind, remind me, remind us, reminder, remainder to, a remainder, reminded, nudge me, ping me, do
        not let me forget, do not forget to remind, make sure i remember, help me remember, make me
        remember, notify me to, alert me to, let me not forget, be reminded, do not allow me to forget, jog
        my memory, notified to, tell me to, notify me, alert me""",
    "keep-in-mind": "remember to, do not forget",
    "time": """
        today, tonight, tomorrow, yesterday, monday, tuesday, wednesday, thursday, friday, saturday, sunday,
        mon, tue, wed, thu, thur, fri, sat, weekday, weekend, january, february, march, april, may the,
        june, july, august, september, october, november, december, jan, feb, mar, apr, jun, jul, aug, sept,
        sep, oct, nov, dec, noon, midnight, morning, afternoon, evening, night, next week, this week, next
        month, this month, last week, last month, next year, this year, am, pm, a m, p m, oclock, hour, half
        hour, minutes, mins, week, month, year, an hour, later today, all day, daily, weekly, monthly,
        easter, christmas, valentine, new year, halloween, lunchtime, end of day, that day, the same day,
        summer, winter, spring, fall, in may, of may, on may, for may, day after tomorrow, eod, later, day""",
    # question forms: "do I have", "what time am I meeting", "am I", "what is on"
    "do-i-have": """
        do i have, have i got, do i got, did i have, will i have, have i any, do we have, i have what, i
        have on, i got on, does my, have i, i have to do, i have going, i have scheduled, i have planned, i
        have coming, do i need to, have we, do you see, i have today, i have tomorrow, do i, did i, will i""",
    "do-i-meet": """
        am i having, am i seeing, am i meeting, do i meet, do i see, do i get together, am i with, how long
        until i, how soon do i, how many days until i, am i playing, am i going, am i taking, am i leaving,
        am i flying, am i scheduled, did i last, time do i have to, when do i have to, time do i need to,
        when do i need to""",
    "am-i": "am i, are we, was i, will i be, would i be, will we be, will we, are we going",
    "what-on": """
        am i doing, i am doing, am i supposed, do i have to do, am i up to, did i do, will i be doing, am i
        scheduled, going on, i have to do, happening, look like, looks like, looking like, is on, on the
        agenda, i doing, i need to do, where am i supposed, where am i meeting, where do i need to be, where
        do i have to be""",
    # statement forms: "I have", "I will be", "I need a"
    "i-have": "i have, we have, i have got, there is, there will be, i had, we had, i had to",
    "i-will": """
        i will, i am, i am going to, i would be, we are, we will, he will, she will, will be, going to be,
        there will""",
    "i-need": """
        i need, i want, i would like, i would love, we need, i am going to need, i will need, get me, find
        me, i wish, we would like, give me, can i get, can i have, may i have, could i have, could i get""",
    # "bring the meeting forward", "put it off until May"
    "forward": "forward, back by, back to, back an hour, off until, off till",
    # "Bob is also coming to dinner"
    "newcomer": """
        is also coming, is coming to, will be coming, will also, is joining, will join, is also going, going
        to join, also attending, will be joining, is also joining""",
    # how an event is to differ from what it was
    "later": """
        later than, earlier than, an hour later, an hour earlier, longer, shorter, minutes later, minutes
        earlier, hours later, hours earlier, a bit later, a little later, half an hour later""",
    "instead": "instead, instead of, rather than",
    "not": "not, never",
    "was": "was, were, is, starts",
    "off": "off, from, out",
    "you": "you, your, yourself, ya, u, ur, this ai, the ai, this bot",
}

# What precedes a request without being part of it; stripped from the front as often as it fits.
SHELLS = """
    hi, hello, hey, hey there, hi there, hello there, good morning, good afternoon, good evening, yo, olly,
    alexa, siri, google, ok google, hey google, assistant, bot, computer, ok, okay, alright, all right,
    well, so, oh, and, but, then, also, now, next, actually, first, just, quickly, kindly, please, thanks,
    thank you, great, good, cool, perfect, awesome, sure, yes, yeah, yep, no, nope, not now, not yet, maybe
    later, later, nice, fine, sounds good, sorry, excuse me, can you, could you, would you, will you, can
    you please, can u, can we, could we, shall we, should we, can i, could i, may i, might i, are you able
    to, is there a way to, is there any way to, how do i, how can i, how would i, how to, what do i do to,
    what do i need to do to, what is the process to, what is the process for, what is the best way to, what
    are the steps to, what is the way to, show me how to, tell me how to, is it possible to, is it possible
    for you to, would it be possible to, would you be able to, would you mind, do you mind, do me a favor
    and, do me a favour and, i was wondering if you could, i wonder if you could, i am wondering if you can,
    i was hoping you could, i was hoping to, you can, you could, you should, you need to, i would like to, i
    would like you to, i would love to, i would love for you to, i want to, i want you to, i wanted to, i
    need to, i need you to, i have to, i have got to, i got to, i must, i wish to, i am wanting to, i am
    going to need to, i am looking to, i am trying to, i will need to, i will need you to, i like to, i
    should, we need to, we want to, we would like to, we should, we have to, let us, let me, go ahead and,
    help me, help me to, make sure to, make sure you, make sure that you, be sure to, do not forget to, i
    think, i think i need to, i am hoping to, please do, if you can, if you could, if possible, when you get
    a chance, how about, what about, i request you to, it is time to, i am interested to, feel free to, my
    friend, buddy, dear, real quick, i would like for you to
"""

# Shells that show the sentence asks to be told something.
ASKING = """
    tell me, let me know, show me, i need to know, i want to know, i would like to know, do you know, can
    you tell me, could you tell me, please tell me, i gotta know, i have to know, i must know, i can not
    remember, i do not remember, i can not recall, i forgot, i forget, inform me, i wonder, i am wondering,
    i was wondering, do you know if, do you see if, see if, see whether, help with, i am curious about,
    check if, check whether, check to see, find out, can you see if, remind me what, remind me when, i am
    curious, to see
"""

# How a question begins.
OPENERS = """
    what, when, where, who, whom, whose, which, why, how, is, are, am, was, were, do i, do we, do you, do
    they, does, did, has, have i, have you, have we, have there, have any, had, will, would, should, at
    what, on what, in what, for what, to what, any, anything
"""

# Frequent slips of the pen, and what was meant.
SPELLINGS = {
    "calander": "calendar", "calender": "calendar", "calandar": "calendar", "calandor": "calendar",
    "calenders": "calendars", "calanders": "calendars", "meetting": "meeting", "metting": "meeting",
    "meting": "meeting", "meetng": "meeting", "appoinment": "appointment", "apointment": "appointment",
    "appointement": "appointment", "appoitment": "appointment", "appt": "appointment",
    "appts": "appointments", "apt": "appointment", "apppointment": "appointment", "tommorow": "tomorrow",
    "tommorrow": "tomorrow", "tomorow": "tomorrow", "tomarrow": "tomorrow", "tmrw": "tomorrow",
    "tomrrow": "tomorrow", "tmr": "tomorrow", "cancle": "cancel", "cancell": "cancel", "creat": "create",
    "ad": "add", "shedule": "schedule", "scedule": "schedule", "schdule": "schedule", "schedual": "schedule",
    "resched": "reschedule", "reshedule": "reschedule", "remaind": "remind", "mtg": "meeting",
    "mtgs": "meetings", "o'clock": "oclock",
}  # fmt: skip
