"""Word classes of calendar talk: verbs, things that are put on a calendar, question forms, polite shells.

It never decides an intent: the cues in intents.py combine these classes.
"""

# Every entry is a word or a phrase; the longest phrase that fits at a place is taken and its words are used up.
# A noun's plural in -s need not be listed: it is found by itself and also carries the class "many".
CLASSES: dict[str, str] = {
    # ---- verbs -------------------------------------------------------------------------------------------
    "put": """
        add, ad, create, creat, make, set, set up, setup, put, place, enter, insert, include, mark, mark down, save,
        note, note down, jot down, write down, write in, get, get me, throw, stick, drop in, squeeze in,
        secure, hook up, hook me up, hook us up, sign me up, sign us up, put me down, put us down, put down,
        record, log, register, open up, confirm""",
    "book": """
        schedule, book, plan, arrange, organize, organise, pencil, pencil in, reserve, block, block off, block out,
        slot in, fit in, calendar in, invite, send an invite, send invites, send an invitation, coordinate, fix, make time, find time, set aside, carve out""",
    "change": """
        change, move, shift, push, push back, push out, bump, bump up, update, modify, edit, adjust, alter, swap,
        switch, rename, retitle, relocate, bring forward, move up, move back, move forward, amend, revise, correct,
        fix, pull forward, replace, convert, set back, turn""",
    "reschedule": """
        reschedule, rebook, rearrange, re schedule, postpone, delay, put off, extend, lengthen, prolong, shorten,
        uninvite, disinvite, un invite, push back, reassign, redo, resched, cut short, trim""",
    "added": "added, entered, inserted, blocked",
    "absent": """
        no longer, will not be, can not make, can not make it, can not attend, will not make it, will not attend, not going,
        not attending, not doing, not coming, not able to attend, not able to make, can no longer, not be attending""",
    "changed": """
        is now on, is now at, is now,
        moved, changed, rescheduled, postponed, pushed, pushed back, delayed, shifted, updated, extended, shortened,
        moved up, bumped, switched""",
    "remove": """
        cancel, delete, remove, erase, clear, clear out, clear up, clear off, drop, wipe, wipe out, scrap, scratch,
        get rid of, take off, take out, strike, empty, dismiss, call off, unschedule, eliminate, purge, axe, ditch,
        discard, nix, undo, cross off, cross out, clean, clean out, clean up, free up, reset, canceled, cancelled,
        cancelling, canceling, deleting, removing, deleted, removed, erased, cleared, unbook, kill, trash, take away,
        cancle, cancell, void, abort""",
    "take": "take, bring, pull, knock, cross, kick",
    "look": """
        check, show, show me, list, list out, find, find me, view, read, read out, read me, look, look up, look at,
        look for, look on, see, search, search for, display, pull up, go over, go through, review, bring up, tell,
        tell me, give me, give me a run down, share, let me know, inform me, pull, run through, run down,
        walk me through, remind me what, remind me when, remind me where, remind me who, remind me how, locate,
        remind me which, remind me of the date, remind me about the date, summarize, summarise, overview, know,
        find out, figure out, lookup, print, recap, hear, fetch, retrieve, look over, look through, double check""",
    "meet": """meet, meet up, meet with, get together with, sit down with, catch up with, talk with, speak with, see, spend time, spend some time""",
    "join": "join, coming to, invited to, going to the, attend, attending, rsvp, accept, decline, accepted, declined, invited, responded, tentative",
    # ---- things on a calendar ----------------------------------------------------------------------------
    "calendar": """
        calendar, calander, calender, calandar, calandor, calendars, agenda, diary, planner, day planner,
        my schedule, the schedule, our schedule, work schedule, meeting schedule, meeting schedules, daily schedule,
        event list, my day planner, calendar event, calendar entry, calendar item, calendar appointment, the calendar,
        ical, meeting schdule, calenders, google calendar, scheduled event, busy schedule""",
    "event": """
        meeting, meet and greet, meetting, meting, mtg, appointment, appt, apt, appoinment, apointment, appointement,
        appoitment, event, conference call, video call, phone call with, standup, stand up, stand up meeting, sync,
        check in, one on one, 1 on 1, 1:1, interview, get together, conference room, meeting room, call with, a call,
        the call, my call, zoom, webinar, workshop, kickoff, kick off, huddle, retrospective, sprint review, offsite,
        all hands, town hall, lunch date, dinner date, coffee date, date night, seminar, orientation, board meeting,
        obligation, engagement, commitment, conference, luncheon, presentation, demo, planning session, review meeting,
        team lunch, calls, entry, entries, catch up, time slot, slot, invite, invitation, get togethers, a meet, earnings call, sales call, client call, team call, weekly call""",
    "activity": """
        lunch, dinner, breakfast, brunch, supper, coffee break, coffee with, drinks, tea with, happy hour, party,
        parties, bash, birthday, birthday party, anniversary, wedding, shower, baby shower, bridal shower, funeral,
        graduation, ceremony, reunion, gala, fundraiser, celebration, festival, parade, fair, carnival, barbecue, bbq,
        cookout, picnic, potluck, game, match, tournament, practice, rehearsal, recital, concert,
        movie, movie night, musical, opera, exhibition, exhibit, class, lesson, course, lecture, exam, test,
        quiz, training, session, study session, tutoring, workout, gym, yoga, pilates, jog, hike, swim, swimming,
        bike ride, golf, tennis, soccer, football, basketball, baseball, softball, hockey, volleyball, bowling, karaoke,
        skiing, fishing, camping, hunting, trip, vacation, holiday, staycation, retreat, getaway, visit, tour, cruise,
        outing, date, haircut, hair cut, hair appointment, manicure, pedicure, massage, facial, spa, nail, dentist,
        dental, doctor, doctors, dr, physician, vet, veterinarian, therapist, therapy, checkup, check up, physical,
        surgery, cleaning appointment, optometrist, orthodontist, dermatologist, pediatrician, eye exam, cardiologist,
        rounds, shift, deadline, launch, release, review, briefing, debrief, discussion, talk, chat, brainstorm,
        hearing, court, trial, church, mass, bible study, book club, choir, band practice, babysitting,
        babysit, playdate, play date, sleepover, daycare, pickup, drop off, shopping trip, grocery shopping, shopping,
        errand, chores, laundry, yard work, cleaning, open house, house viewing, viewing, showing, move in, inspection,
        plans, commitment, bootcamp, auction, premiere, convention, expo, summit, symposium, panel, hackathon, meetup,
        field trip, ballet, dance, prom, homecoming, tailgate, super bowl, christmas party, get away, day off, time off,
        days off, program, audition, photoshoot, photo shoot, blind date, double date, ride along, tasting,
        thanksgiving, fathers day, mothers day, hotel stay, meditation, nap, shoot, dine, bachelorette party,
        bachelor party, competition, contest, performance, evaluation, consultation, follow up, counseling, seance,
        sermon, gathering, celebrate, ultimate frisbee, marathon, triathlon, parent teacher conference, pta, out of office, out of the office, ooo, out of town, movies, church service, memorial service, music practice, music lesson, piano lesson, guitar lesson""",
    "drink": "coffee, tea, beer, beers, cocktails",
    "room": "a room, the room, rooms",
    "thing": "anything, something, everything, things, stuff, thing, nothing, what all, it all, all",
    "it": "it, that, this, them, these, those, that one, this one, the first one, the last one",
    "detail": "the address, the time, the date, start time, end time, the location, the venue, the title, how long, overview",
    "host": "organizer, organiser, organized, organised, host, attendees, invitees",
    "scheduled": """
        scheduled, planned, booked, lined up, set up for, coming up, upcoming, happening, going on, on tap, in store,
        on the books, on deck, taking place, on my plate, slated, happens, penciled in, on the docket, going down, is next, next up, next to do""",
    # ---- time of the asker -------------------------------------------------------------------------------
    "free": """
        free, available, availability, availabilities, free time, spare time, open slot, open time, free slot,
        openings, opening, available time, time off, free slots, unoccupied, time free, time available, spare, gap, do not have anything, have nothing, nothing booked, nothing planned, nothing scheduled, no plans""",
    "busy": "busy, booked up, swamped, tied up, occupied, slammed, packed",
    # ---- reminders ---------------------------------------------------------------------------------------
    "remind": """
        remind, remind me, remind us, reminder, remainder to, a remainder, reminded, nudge me, ping me, do not let me
        forget, do not forget to remind, make sure i remember, help me remember, make me remember, notify me to,
        alert me to, let me not forget, be reminded, do not allow me to forget, jog my memory""",
    # ---- time --------------------------------------------------------------------------------------------
    "time": """
        today, tonight, tomorrow, tommorow, tommorrow, tomorow, tomarrow, tmrw, tomrrow, yesterday, monday, tuesday,
        wednesday, thursday, friday, saturday, sunday, mon, tue, tues, wed, thu, thur, thurs, fri, sat, weekday,
        weekdays, weekend, weekends, january, february, march, april, may the, june, july, august, september, october,
        november, december, jan, feb, mar, apr, jun, jul, aug, sept, sep, oct, nov, dec, noon, midnight, morning,
        mornings, afternoon, afternoons, evening, evenings, night, nights, next week, this week, next month, this month,
        last week, last month, next year, this year, am, pm, a m, p m, o'clock, oclock, hour, hours, half hour, minutes,
        mins, week, weeks, month, months, year, days, an hour, later today, all day, daily, weekly, monthly, easter,
        christmas, valentine, valentines, new year, halloween, lunchtime, end of day, that day, the same day,
        summer, winter, spring, fall, in may, of may, on may, for may, day after tomorrow, eod, later, day""",
    "past": "yesterday, last week, last month, last year, ago, earlier today, last night",
    # ---- people, pronouns --------------------------------------------------------------------------------
    "you": "you, your, yours, yourself, ya, u, ur, this ai, the ai, this bot",
    "with": "with",
    "off": "off, from, out",
    "was": "was, were",
    "open": "open, clear, openness, empty, unbooked",
    "instead": "instead, instead of, rather than",
    "not": "not, never",
    "named": "called, named, titled, entitled, labeled, labelled, under the name, with the name, with the title",
    # ---- question forms ----------------------------------------------------------------------------------
    "have?": """
        do i have, have i got, do i got, did i have, will i have, have i any, do we have, i have what, i have on,
        i got on, does my, have i, i have to do, i have going, i have scheduled, i have planned,
        i have coming, do i need to, have we,
        do you see, i have today, i have tomorrow, do i, did i, will i""",
    "meet?": """am i having, am i seeing, am i meeting, do i meet, do i see, do i get together, am i with, how long until i, how soon do i, how many days until i""",
    "am?": "am i, are we, was i, will i be, would i be",
    "doing?": """
        am i doing, i am doing, am i supposed, do i have to do, am i up to, did i do, will i be doing,
        am i scheduled, going on, i have to do, happening, look like, looks like, looking like, is on, on the agenda,
        i doing, i need to do""",
    "any?": "any, are there, is there, is anything, there any, was there, were there, will there be",
    "have": "i have, we have, i have got, there is, there will be, i had, we had, i had to",
    "will": """
        i will, i am, i am going to, we are, we will, he will, she will, will be, going to be, there will""",
    "want": """
        i need, i want, i would like, i would love, we need, i am going to need, i will need, get me, find me, i wish,
        we would like, give me, can i get, can i have, may i have, could i have, could i get""",
}

# What precedes a request without being part of it; stripped from the front as often as it fits.
SHELLS = """
    hi, hello, hey, hey there, hi there, hello there, good morning, good afternoon, good evening, yo, olly, alexa, siri,
    google, ok google, hey google, assistant, bot, computer, ok, okay, alright, all right, well, so, oh, and, but, then,
    also, now, next, actually, first, just, quickly, kindly, please, thanks, thank you, great, good, cool, perfect,
    awesome, sure, yes, yeah, yep, no, nope, not now, not yet, maybe later, later, nice, fine, sounds good, sorry,
    excuse me, can you, could you, would you, will you, can you please, can u, can we, could we, shall we, should we,
    can i, could i, may i, might i, are you able to, is it possible to, is it possible for you to, would it be possible to,
    would you be able to, would you mind, do you mind, do me a favor and, do me a favour and, i was wondering if you could,
    i wonder if you could, i am wondering if you can, i was hoping you could, i was hoping to, you can, you could, you should,
    you need to, i would like to, i would like you to, i would love to, i would love for you to, i want to, i want you to,
    i wanted to, i need to, i need you to, i have to, i need, i have got to, i got to, i must, i wish to, i am wanting to,
    i am going to need to, i am looking to, i am trying to, i will need to, i will need you to, i like to, i should, we need to,
    we want to, we would like to, we should, we have to, let us, let me, go ahead and, help me, help me to, make sure to,
    make sure you, make sure that you, be sure to, do not forget to, i think, i think i need to, i am hoping to, please do,
    if you can, if you could, if possible, when you get a chance, how about, what about, i request you to, it is time to,
    i am interested to, feel free to, my friend, buddy, dear, real quick, i would like for you to
"""

# Shells that show the sentence asks for something to be told.
ASKING = """
    tell me, let me know, show me, i need to know, i want to know, i would like to know, do you know, can you tell me,
    could you tell me, please tell me, i gotta know, i have to know, i must know, inform me, i wonder, i am wondering,
    i was wondering, do you know if, do you see if, see if, see whether, help with, i am kind of curious about, i am curious about, check if, check whether, check to see, find out,
    can you see if, remind me what, remind me when, i am curious, to see
"""

# The first word of a question.
OPENERS = """
    what, when, where, who, whom, whose, which, why, how, is, are, am, was, were, do i, do we, do you, do they, does, did,
    has, have i, have you, have we, have there, have any, had, will, would, should, at what, on what, in what, for what,
    to what, any, anything
"""

# A verb class after one of these words is a noun: "my schedule", "a change", "the book".
DETERMINERS = frozenset(
    "a an the my your our his her their its this that these those any some no another every each 's next last first "
    "new of what which whole entire full more with many much".split()
)
