"""Word classes of small talk: greetings, thanks, praise, jokes and questions about the assistant itself.

It never answers: it only names what kind of small talk a message may be.
"""

# The same notation as lexicon.CLASSES.
SMALLTALK: dict[str, str] = {
    "thanks": """
        thanks, thank you, thank ya, thank u, thx, ty, much obliged, appreciate, appreciated, grateful,
        thankful, gratitude, cheers, merci, gracias, danke, so kind, kind of you""",
    "hello": """
        hello, hi, hey, howdy, hiya, greetings, good morning, good afternoon, good evening, good day, yo,
        sup, wassup, whats up, what is up, what is new, what is good, how are you, how is it going, how is
        it hanging, how goes it, how are things, how have you been, how do you do, how you doing, how are
        you doing, how is everything, how is your day, nice to meet you, pleased to meet you, anyone there,
        are you there, are you okay, are you ok, are you doing, how is life, hows it going, how you been,
        how is your morning, how is your evening, long time, you have been, are you well, you doing, how you
        are, how are ya, are you alright, are you good, been up to, are you feeling, you been, ahoy,
        everything ok, everything okay, is everything alright, salutations, hola, bonjour, aloha""",
    "bye": """
        bye, bye bye, goodbye, good bye, see you, see ya, see you later, farewell, good night, goodnight,
        adios, ciao, so long, tata, ta ta, take care, take it easy, catch you, catch ya, until next time,
        till next time, talk to you, talk to you later, talk to you soon, talk later, have a good, have a
        nice, have a great, peace out, au revoir, ttyl, cya, gotta go, got to go, have to go, have to leave,
        signing off, nice talking, nice chatting, good talking, nice chat, nice to see you, good to see you,
        talking with you, talking to you, chatting with you, conversing, our talk, our chat, this chat, nice
        to talk, the chat, for chatting, our conversation, speaking with you, nice seeing you, good seeing
        you, talk again, until we meet, nice speaking, pleasant, heading out, over and out, i am off,
        leaving now, until tomorrow, so long for now, chat with you, toodles, later gator, laters, cheerio,
        sayonara, hasta la vista""",
    "praise": """
        well done, good job, great job, nice job, nice work, good work, great work, awesome, amazing,
        fantastic, excellent, wonderful, brilliant, superb, perfect, good one, nice one, great one, you
        rock, cool, helpful, useful, you are the best, hero, star, a genius, impressive, impressed, smart,
        clever, love you, like you, good answer, nicely done, good boy, good girl, done well, did well, done
        it right, did it right, correctly, did great, marvelous, terrific, outstanding, incredible, that is
        great, that is good, that is nice, bravo, kudos, congratulations, way to go, keep it up, a
        lifesaver, you helped, did it correctly, good for you, proud of you, no problem, no worries, no
        thanks, never mind, nevermind, that is all, you did, you have done, great, neat, sweet, fabulous,
        splendid, good thinking, right on, happy with, best assistant, did awesome, good going, you were
        right, spot on, nice""",
    "joke": "joke, knock knock, pun, funniest, funnier, riddle, walks into a bar, punchline, one liner",
    "amuse": """
        funny, laugh, giggle, humor, humour, humorous, make me smile, hilarious, amuse, amuse me, something
        amusing, entertain me, chuckle, cheer me up, crack me up, amusing, smile, lol, haha, silly,
        comedian, comedy""",
    "fact": """
        fun fact, a fact, trivia, interesting fact, random fact, cool fact, factoid, something interesting,
        something cool, something i do not know, something new, interesting facts, fun facts, tidbit, fact
        about, interesting thing, trivia about, something fun, something neat, fact, interesting about,
        trivial""",
    "pet": """
        pet, dog, cat, animal, puppy, kitten, creature, furry, companion, fish, hamster, dog person, cat
        person""",
    "self": """
        robot, bot, ai, a i, human, person, machine, computer, real, fake, alive, automated, artificial,
        program, being, name, named, age, old, young, older, younger, birthday, born, birth, year, exist,
        existence, existed, come from, from, made, make, created, create, creation, creator, built, build,
        builder, programmed, programmer, designed, designer, developed, developer, develop, invented,
        inventor, manufactured, manufacturer, produced, brand, maker, parents, mother, father, family, boss,
        bosses, work, working, employed, employer, employee, company, report, supervisor, manager, job,
        serve, master, owner, owns, hobby, hobbies, fun, free time, spare time, enjoy, like, love, favorite,
        favourite, interests, activities, pastime, passions, feel, feeling, think, believe, live, lived,
        home, homeland, hometown, country, city, place, originate, origin, hail, where, reside, located,
        introduce, called, call, referred, refer, designation, identity, who, title, thing, dream, sleep,
        eat, friend, married, boyfriend, girlfriend, gender, male, female, toil, labor, relax, weekends,
        bored, date, group, organization, nationality, raised, grow up, grew up, people, tasks, answer to,
        responsible, existing, operating, around, here, running, activated, launched, whom, behind, speak,
        labour, date of birth, creation date, birth date, birthdate, birthplace, yourself""",
    "identity": """
        what are you, who are you, someone real, talking to a, talking with a, speaking to a, speaking with
        a, chatting with a, speaking with someone, talking to someone, a real person, your name, am i
        talking, am i speaking, am i chatting""",
    "service": """
        can you do, you can do, you able to do, able to do for me, what are you able to do, what are you
        capable of""",
    "questions": """
        what questions, which questions, kind of questions, kinds of questions, type of questions, types of
        questions, sort of questions, sorts of questions""",
    "are-you": "are you, were you, you are, you were, do you have, have you, do you, did you",
    "existence": "life, existence, living, universe, humanity, exist, mankind, humans, earth, creation",
    "purpose": "meaning, purpose, point, mean, reason, meant, sense, meaningful, secret, why",
    "help": """
        help, assist, assistance, do for me, capable, capabilities, abilities, ability, skills, features,
        functions, ask, asking, know, knowledge, knowledgeable, questions, topics, subjects, answer,
        answering, answered, familiar, respond, offer, support, useful, good at, use, purpose, tasks,
        functionality, tell, expertise, areas, versed, aid, information, handle, commands, understand, talk
        about, you are doing""",
    "life": """
        why are we here, why we are here, why do we exist, life about, life all about, living for, live for,
        of life, what is life, to life, the meaning of everything, why we exist""",
}
