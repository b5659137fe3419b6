"""Word classes of what people ask other assistants for: weather, money, music, travel, food, the home, knowledge.

It never mentions a calendar: these words only speak against one.
"""

# The same notation as lexicon.CLASSES.
DOMAINS: dict[str, str] = {
    "weather": """
        weather, forecast, rain, raining, rainy, snow, snowing, snowy, sunny, sunshine, cloudy, windy, wind, humid,
        humidity, temperature, temp, temps, degrees, celsius, fahrenheit, hot, hotter, cold, colder, cooler, warm,
        warmer, chilly, storm, storms, thunderstorm, hurricane, tornado, fog, foggy, umbrella, sunblock,
        sunscreen, sunset, sunrise, uv, drizzle, precipitation, climate, jacket, raincoat, freezing, frost, blizzard,
        windspeed, wind speed, hottest, coldest, warmest, sun, chance of, heat wave, pollen, air quality""",
    "money": """
        account, accounts, bank, banking, card, cards, credit, debit, visa card, mastercard, amex, discover, atm, pin,
        pin number, money, dollars, dollar, cash, funds, balance, transfer, deposit, direct deposit, withdraw,
        withdrawal, checking, savings, checkbook, checkbooks, checks, payment, payments, pay, paid, paycheck, payday,
        salary, wage, wages, income, bill, bills, rent, mortgage, loan, interest rate, apr, fee, fees,
        transaction, transactions, purchase, purchases, spend, spent, spending, charge, charges, charged, fraud,
        fraudulent, stolen, routing number, routing, 401k, ira, pension, rollover, retirement fund, insurance, premium,
        deductible, tax, taxes, w2, w 2, w-2, irs, refund, stock, stocks, share price, market, exchange rate, currency,
        euros, euro, yen, pounds, pound, pesos, rupees, rupee, usd, bitcoin, price, prices, cost, costs, rewards,
        points, credit score, credit limit, limit, overdraft, expiration date, expire, expires, frozen, freeze,
        invest, investment, budget, tip, raise, how expensive, utility, cable, electric, worth, rate, rates, chase,
        wells fargo, citibank, paypal, venmo, fico, block on, hold on, declined my, application, mint, capital one""",
    "media": """
        music, song, songs, playlist, playlists, album, albums, artist, singer, band called, lyrics, track, tracks,
        tune, tunes, jazz, rap, hip hop, radio, station, stations, fm, podcast, podcasts, episode, episodes, audiobook,
        audiobooks, audio book, audio, book by, chapter, spotify, pandora, youtube, netflix, itunes, volume, speaker,
        speakers, mute, unmute, louder, quieter, quiet, loud, sound, silence, tv, television, playing, listen,
        listening, shuffle, pause, skip, rewind, resume, repeat, movie theater, theaters, theatre, film, films,
        cinema times, showtimes, showtime, box office, video, videos, game with me, chess, solitaire, pacman, mario,
        angry birds, tic tac toe, checkers, news, headline, headlines, newspaper, cnn, bbc, fox news, latest news,
        sing, album by, by the beatles, movies, movie times, oscar, oscars, hear it, play game, play a game, actor, actress, celebrity""",
    "play": "play, resume, pause, replay, skip",
    "home": """
        light, lights, lighting, lamp, lamps, bulb, brightness, bright, brighter, dim, dimmer, darker, dark, thermostat,
        heater, heating, furnace, air conditioner, air conditioning, ac, a c, fan, oven, stove, plug, plugs, socket,
        sockets, outlet, outlets, switch on, switch off, turn on, turn off, turn down, turn up, shut off, shut down,
        vacuum, roomba, robot vacuum, coffee maker, coffee machine, coffee pot, espresso, latte, cappuccino, brew, garage door, doorbell, lock the, unlock, color, colour, colors,
        colours, hue, bedroom, kitchen, living room, bathroom, hoover, alarm system, ambiance, smart, dishwasher,
        washing machine, sprinkler, the house, turn the, coffee""",
    "alarm": """
        alarm, alarms, timer, timers, stopwatch, wake me, wake me up, wake up call, countdown, snooze, time zone,
        timezone, what time is it, the current time, what day is it, what is the date, todays date, what is the time""",
    "food": """
        recipe, recipes, cook, cooking, cooked, bake, baking, ingredient, ingredients, calorie, calories, nutrition,
        nutritional, protein, carbs, fat, restaurant, restaurants, eat at, places to eat, place to eat, takeaway,
        take away, takeout, take out from, take out order, delivery, deliver, delivers, order, ordered, orders, pizza,
        pizzas, burger, burgers, burrito, taco, tacos, sushi, pasta, noodles, rice, chicken, beef, steak, pork, bread,
        cake, cookies, sauce, soup, salad, sandwich, fries, milk, butter, eggs, sugar, flour, grubhub, doordash, menu,
        cuisine, substitute, chinese food, italian food, thai food, mexican food, indian food, reservation,
        reservations, table for, a table, food, meal, snack, dish, vegan, vegetarian, healthy, dominos, mcdonalds,
        starbucks order, pizza hut, subway order, expired, go bad, leftovers, grill, boil, fry, casserole, roast""",
    "shopping": """
        shopping list, grocery list, groceries, to do list, todo list, todo, my list, the list, list for, buy, purchase,
        sell, shop for, amazon, ebay, online, package, packages, shipping, delivery, a list, shopping cart, cart,
        lists""",
    "travel": """
        flight, flights, airline, airlines, airplane, plane, plane ticket, ticket, tickets, airfare, airport, hotel,
        hotels, motel, hostel, airbnb, room at, suite, luggage, baggage, bags, suitcase, carry on, visa, visas,
        passport, train, trains, bus, buses, subway, metro, ferry, taxi, taxis, cab, uber, ubers, lyft, ride to,
        a ride, rental car, rental, rent a, car rental, travel, traveling, travelling, travel alert, travel alerts,
        tourist, touristy, tourism, sightseeing, destination, destinations, vaccine, vaccines, vaccination, shots,
        united airlines, delta, layover, boarding, depart, departure, arrival, itinerary, round trip, one way,
        plug type, converter, attractions, landmarks, things to do in, place to stay""",
    "acquire": "book, reserve, order, find, get, find me, get me, buy, purchase, look for, search for, looking for",
    "place": """
        nearest, nearby, near me, near here, closest, around here, around me, in my area, in the area, local, directions,
        direction to, distance, how far, miles, mile, kilometers, map, maps, navigate, route, gps, coordinates,
        my location, current location, where am i, traffic, highway, interstate, commute, gas station, parking,
        grocery store, store, stores, mall hours, open until, opening hours, reviews, ratings, rating, rated, review of,
        wait time, how busy is, how long is the wait, phone number, address of, number of, website, for kids,
        wheelchair, takes reservations, outdoor seating, serve, zip code, share location, share my location,
        exact location, whereabouts of, coffee shop, suggest, suggestion, suggestions, recommend, recommendation, recommendations, large parties, kid friendly""",
    "car": """
        car, cars, truck, vehicle, tire, tires, tire pressure, oil, oil change, engine, gas, gasoline, petrol, fuel,
        diesel, mpg, miles per gallon, mechanic, mechanics, battery, jump start, jump starting, brake, brakes,
        transmission, windshield, dealership, tune up, maintenance, odometer, check engine, tank""",
    "message": """
        text, texts, text message, email, emails, e mail, mail, inbox, gmail, message, messages, voicemail, sms,
        whatsapp, facebook, twitter, tweet, tweets, instagram, snapchat, pinterest, linkedin, social media, post,
        posts, posted, trending, followers, follow me, hashtag, reply, dial, phone, cellphone, cell phone, iphone,
        my contacts, contact list, contacts, notifications, notification, retweet, status update, reddit, respond, respond to""",
    "phone": "call, phone, ring, dial, telephone",
    "knowledge": """
        define, definition, definition of, meaning of, mean, means, meant, synonym, synonyms, antonym, spell, spelled,
        spelling, spelt, pronounce, translate, translation, how do you say, how to say, in spanish, in french,
        in german, in italian, in english, in japanese, in chinese, spanish, french, calculate, plus, minus, divided,
        divide, multiply, multiplied, square root, percent, percentage, sum of, equals, equal, average, inches,
        centimeters, feet, meters, kilograms, ounces, grams, liters, cups, teaspoons, tablespoons, convert, conversion,
        president, capital of, population, continent, city of, state of, language, languages,
        history, invented, discovered, wikipedia, google, university, universities, college, describe, tall, 
        biggest, largest, oldest, richest, planet, planets, moon, species, science, math, add up, how many people live,
        died, elected, war, election""",
    "device": """
        change your name, your name to, call me, accent, male voice, female voice, your voice, speak slower,
        speak faster, talk slower, talk faster, whisper, sync with, bluetooth, wifi, wi fi, device, devices, app, apps,
        password, passcode, username, flip a coin, roll a dice, roll the dice, heads or tails, pick a number,
        random number, settings, restart, reboot, software, factory, screenshot, camera, selfie, photo, photos,
        picture, pictures, find my phone, lost my phone""",
    "work": """
        vacation days, pto, sick days, sick leave, days of leave, human resources, payroll, work visa, direct report,
        benefits, health benefits, health insurance, plan type, dental plan""",
}
