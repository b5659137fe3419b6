"""Word classes of what is asked of other assistants: weather, money, music, travel, food, the home ...

It never mentions a calendar: these words only speak against one.
"""

# The same notation as lexicon.CLASSES.
DOMAINS: dict[str, str] = {
    "weather": """
        weather, forecast, rain, raining, rainy, snow, snowing, snowy, sunny, sunshine, cloudy, windy, wind,
        humid, humidity, temperature, temp, degrees, celsius, fahrenheit, hot, hotter, cold, colder, cooler,
        warm, warmer, chilly, storm, thunderstorm, hurricane, tornado, fog, foggy, umbrella, sunblock,
        sunscreen, sunset, sunrise, uv, drizzle, precipitation, climate, jacket, raincoat, freezing, frost,
        blizzard, windspeed, wind speed, hottest, coldest, warmest, sun, chance of, heat wave, pollen, air
        quality""",
    "money": """
        account, bank, banking, card, credit, debit, visa card, mastercard, amex, discover, atm, pin, pin
        number, money, dollar, cash, funds, balance, transfer, deposit, direct deposit, withdraw,
        withdrawal, checking, savings, checkbook, checks, payment, pay, paid, paycheck, payday, salary,
        wage, income, bill, rent, mortgage, loan, interest rate, apr, fee, transaction, purchase, spend,
        spent, spending, charge, charged, fraud, fraudulent, stolen, routing number, routing, 401k, ira,
        pension, rollover, retirement fund, insurance, premium, deductible, tax, taxes, w2, w 2, w-2, irs,
        refund, stock, share price, market, exchange rate, currency, euro, yen, pound, pesos, rupee, usd,
        bitcoin, price, cost, rewards, points, credit score, credit limit, limit, overdraft, expiration
        date, expire, frozen, freeze, invest, investment, tip, how expensive, utility, electric, worth,
        rate, chase, wells fargo, citibank, paypal, venmo, fico, block on, hold on, declined my,
        application, mint, capital one, cable bill""",
    "media": """
        music, song, playlist, album, artist, singer, band called, lyrics, track, tune, jazz, rap, hip hop,
        radio, station, fm, podcast, episode, audiobook, audio book, audio, book by, chapter, spotify,
        pandora, youtube, netflix, itunes, volume, speaker, mute, unmute, louder, quieter, quiet, loud,
        silence, tv, television, playing, listen, listening, shuffle, pause, skip, rewind, resume, movie
        theater, theaters, theatre, film, cinema times, showtime, box office, video, game with me, chess,
        solitaire, pacman, mario, angry birds, tic tac toe, checkers, news, headline, newspaper, cnn, bbc,
        fox news, latest news, sing, album by, by the beatles, movies, movie times, oscar, hear it, play
        game, play a game, actor, actress, celebrity, replay, play music, play some, score, scores, won,
        winner, playoffs""",
    "home": """
        light, lighting, lamp, bulb, brightness, bright, brighter, dim, dimmer, darker, dark, thermostat,
        heater, heating, furnace, air conditioner, air conditioning, ac, a c, fan, oven, stove, plug,
        socket, outlet, switch on, switch off, turn on, turn off, turn down, turn up, shut off, shut down,
        vacuum, roomba, robot vacuum, coffee maker, coffee machine, coffee pot, espresso, latte, cappuccino,
        brew, garage door, doorbell, lock the, unlock, color, colour, hue, bedroom, kitchen, living room,
        bathroom, hoover, alarm system, ambiance, dishwasher, washing machine, sprinkler, the house, turn
        the, coffee, smart plug, smart home""",
    "alarm": """
        alarm, timer, stopwatch, wake me, wake me up, wake up call, countdown, snooze, time zone, timezone,
        what time is it, the current time, what day is it, what is the date, todays date, what is the time""",
    "food": """
        recipe, cook, cooking, cooked, bake, baking, ingredient, calorie, nutrition, nutritional, protein,
        carbs, fat, restaurant, eat at, places to eat, place to eat, takeaway, take away, takeout, take out
        from, take out order, delivery, deliver, order, ordered, pizza, burger, burrito, taco, sushi, pasta,
        noodles, rice, chicken, beef, steak, pork, bread, cake, cookies, sauce, soup, salad, sandwich,
        fries, milk, butter, eggs, sugar, flour, grubhub, doordash, menu, cuisine, substitute, chinese food,
        italian food, thai food, mexican food, indian food, reservation, table for, a table, food, meal,
        snack, dish, vegan, vegetarian, healthy, dominos, mcdonalds, starbucks order, pizza hut, subway
        order, expired, go bad, leftovers, grill, boil, fry, casserole, roast, make for dinner, make for
        lunch, make for breakfast, eat for dinner, have for dinner, cook for""",
    "shopping": """
        shopping list, grocery list, groceries, to do list, todo list, todo, my list, the list, list for,
        buy, purchase, sell, shop for, amazon, ebay, online, package, shipping, delivery, a list, shopping
        cart, cart, lists""",
    "travel": """
        flight, airline, airplane, plane, plane ticket, ticket, airfare, airport, hotel, motel, hostel,
        airbnb, room at, suite, luggage, baggage, bags, suitcase, carry on, visa, passport, train, bus,
        buses, subway, metro, ferry, taxi, cab, uber, lyft, ride to, a ride, rental car, rental, rent a, car
        rental, travel, traveling, travelling, travel alert, travel alerts, tourist, touristy, tourism,
        sightseeing, destination, vaccine, vaccination, shots, united airlines, delta, layover, boarding,
        depart, departure, arrival, itinerary, round trip, one way, plug type, converter, attractions,
        landmarks, things to do in, place to stay""",
    "place": """
        nearest, nearby, near me, near here, closest, around here, around me, in my area, in the area,
        local, directions, direction to, distance, how far, mile, kilometers, map, navigate, route, gps,
        coordinates, my location, current location, where am i, traffic, highway, interstate, commute, gas
        station, parking, grocery store, store, mall hours, open until, opening hours, reviews, rating,
        rated, review of, wait time, how busy is, how long is the wait, phone number, address of, number of,
        website, for kids, wheelchair, takes reservations, outdoor seating, zip code, share location, share
        my location, exact location, whereabouts of, coffee shop, suggest, suggestion, recommend,
        recommendation, large parties, kid friendly, where exactly am i""",
    "car": """
        car, truck, vehicle, tire, tire pressure, oil, oil change, engine, gas, gasoline, petrol, fuel,
        diesel, mpg, miles per gallon, mechanic, battery, jump start, jump starting, brake, transmission,
        windshield, dealership, tune up, maintenance, odometer, check engine, tank""",
    "message": """
        text, text message, email, e mail, mail, inbox, gmail, message, voicemail, sms, whatsapp, facebook,
        twitter, tweet, instagram, snapchat, pinterest, linkedin, social media, post, posted, trending,
        followers, follow me, hashtag, reply, dial, phone, cellphone, cell phone, iphone, my contacts,
        contact list, contacts, notification, retweet, status update, reddit, respond, respond to""",
    "knowledge": """
        define, definition, definition of, mean, meant, synonym, antonym, spell, spelled, spelling, spelt,
        pronounce, translate, translation, how do you say, how to say, in spanish, in french, in german, in
        italian, in english, in japanese, in chinese, spanish, french, calculate, plus, minus, divided,
        divide, multiply, multiplied, square root, percent, percentage, sum of, equal, average, inches,
        centimeters, feet, meters, kilograms, ounces, grams, liters, cups, teaspoons, tablespoons, convert,
        conversion, president, capital of, population, continent, city of, state of, language, history,
        discovered, wikipedia, university, universities, college, describe, tall, biggest, largest, oldest,
        richest, planet, moon, species, science, math, add up, how many people live, died, elected, war,
        election""",
    "device": """
        change your name, your name to, call me, accent, male voice, female voice, your voice, speak slower,
        speak faster, talk slower, talk faster, whisper, bluetooth, wifi, wi fi, device, app, password,
        passcode, username, flip a coin, roll a dice, roll the dice, heads or tails, pick a number, random
        number, settings, restart, reboot, software, factory, screenshot, camera, selfie, photo, picture,
        find my phone, lost my phone, sync your""",
    "work": """
        vacation days, pto, sick days, sick leave, days of leave, human resources, payroll, work visa,
        direct report, benefits, health benefits, health insurance, plan type, dental plan""",
}
