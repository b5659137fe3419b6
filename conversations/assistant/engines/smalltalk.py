"""Word classes of small talk: greetings, thanks, praise, jokes and questions about the assistant itself.

It never answers: it only names what kind of small talk a message may be.
"""

# The same notation as lexicon.CLASSES.
SMALLTALK: dict[str, str] = {
    "thanks": """
        thanks, thank you, thank ya, thank u, thx, ty, much obliged, appreciate, appreciated, grateful, thankful,
        gratitude, cheers, merci, gracias, danke, so kind, kind of you""",
    "hello": """
        hello, hi, hey, howdy, hiya, greetings, good morning, good afternoon, good evening, good day, yo, sup, wassup,
        whats up, what is up, what is new, what is good, how are you, how is it going, how is it hanging, how goes it,
        how are things, how have you been, how do you do, how you doing, how are you doing, how is everything,
        how is your day, nice to meet you, pleased to meet you, anyone there, are you there, are you okay, are you ok,
        are you doing, how is life, hows it going, how you been, how is your morning, how is your evening, long time,
        you have been, are you well, you doing, how you are, how are ya, are you alright, are you good, been up to,
        are you feeling, you been""",
    "bye": """
        bye, bye bye, goodbye, good bye, see you, see ya, see you later, farewell, good night, goodnight, adios,
        ciao, so long, tata, ta ta, take care, take it easy, catch you, catch ya, until next time, till next time,
        talk to you, talk to you later, talk to you soon, talk later, have a good, have a nice, have a great, peace out,
        au revoir, ttyl, cya, gotta go, got to go, have to go, have to leave, signing off, nice talking, nice chatting,
        good talking, nice chat, nice to see you, good to see you, talking with you, talking to you, chatting with you,
        conversing, our talk, our chat, this chat, nice to talk, the chat, for chatting, our conversation, speaking with you,
        nice seeing you, good seeing you, talk again, until we meet, nice speaking, pleasant, heading out, over and out,
        i am off, leaving now, until tomorrow, so long for now""",
    "praise": """
        well done, good job, great job, nice job, nice work, good work, great work, awesome, amazing, fantastic,
        excellent, wonderful, brilliant, superb, perfect, good one, nice one, great one, you rock, cool, helpful, useful,
        you are the best, hero, star, a genius, impressive, impressed, smart, clever, love you, like you, good answer,
        nicely done, good boy, good girl, done well, did well, done it right, done that right, did it right, correctly,
        did great, marvelous, terrific, outstanding, incredible, that is great, that is good, that is nice, bravo, kudos,
        congratulations, way to go, keep it up, a lifesaver, you helped, did it correctly, good for you, proud of you,
        no problem, no worries, no thanks, never mind, nevermind, i will manage, that is all, you did, you have done,
        great, neat, sweet, fabulous, splendid, good thinking, right on, happy with, best assistant, did awesome,
        good going, you were right, spot on""",
    "joke": """
        joke, jokes, funny, laugh, giggle, humor, humour, humorous, knock knock, something amusing, make me smile, hilarious,
        pun, puns, amuse, amuse me, entertain me, chuckle, funniest, comedian, comedy, funnier, riddle, cheer me up,
        walks into a bar, crack me up, amusing, smile, lol, punchline, one liner, haha, silly""",
    "fact": """
        fun fact, a fact, facts, trivia, interesting fact, random fact, cool fact, factoid, something interesting,
        something cool, something i do not know, something new, interesting facts, fun facts, tidbit, fact about,
        interesting thing, trivia about, something fun, something neat, fact, interesting about, trivial""",
    "pet": """
        pet, pets, dog, dogs, cat, cats, animal, animals, puppy, kitten, creature, creatures, furry, companion,
        companions, fish, hamster, dog person, cat person""",
    "self": """
        robot, bot, ai, a i, human, person, machine, computer, real, fake, alive, automated, artificial, program, being,
        name, named, names, age, old, young, older, younger, birthday, born, birth, year, exist, existence, existed,
        come from, from, made, make, makes, created, create, creation, creator, creators, built, build, builder,
        programmed, programmer, designed, designer, developed, developer, develop, invented, inventor, manufactured,
        manufacturer, produced, programs, brand, maker, parents, mother, father, family, boss, bosses, work, works,
        working, employed, employer, employee, company, report, supervisor, manager, job, serve, master, owner, owns,
        hobby, hobbies, fun, free time, spare time, enjoy, like, love, favorite, favourite, interests, activities, pastime,
        pastimes, passions, feel, feeling, feelings, think, believe, live, lived, home, homeland, hometown, country, city,
        place, originate, origin, origins, hail, where, reside, located, introduce, called, call, referred, refer,
        designation, identity, who, title, thing, dream, sleep, eat, friend, friends, married, boyfriend, girlfriend,
        gender, male, female, toil, labor, relax, weekends, bored, date, group, organization, nationality, raised, grow up,
        grew up, people, tasks, answer to, responsible, existing, operating, around, here, running, activated, launched,
        whom, behind, speak, labour, date of birth, creation date, birth date, birthdate, birthplace""",
    "identity": """
        what are you, who are you, someone real, talking to a, talking with a, speaking to a, speaking with a, chatting with a,
        speaking with someone, talking to someone, a real person, your name""",
    "questions": """
        what questions, which questions, kind of questions, kinds of questions, type of questions, types of questions,
        sort of questions, sorts of questions""",
    "help": """
        help, assist, assistance, can do, able to do, do for me, capable, capabilities, abilities, ability, skills, features,
        functions, ask, asking, know, knowledge, knowledgeable, questions, topics, subjects, answer, answers, answering,
        answered, familiar, respond, do, offer, support, useful, good at, use, purpose, tasks, functionality, tell, expertise,
        areas, versed, aid, information, handle, commands, understand, talk about""",
    "life": """
        meaning of life, meaning in life, purpose of life, meaning to life, point of life, point of living,
        point of existence, meaning of existence, life is about, reason for life, reason for living, purpose of living, lifes,
        life mean, life have meaning, meaning of this life, purpose of creation, higher calling, purpose of existence,
        reason we exist, why are we here, why we are here, meaning does life, meaning behind life, why do we exist, my life have,
        humans on earth, living for, secret of life, secret to life, purpose in life, life purpose, life worth, life all about,
        the meaning of it all, meaning of everything, life meaning, life have a, of life, life about, we exist, to life""",
}
