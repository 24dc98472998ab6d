/// Plants, bakeries, kitchens.
extension ChainTeller {
    /// A lot that a firm makes and delivers in one go.
    mutating func supplied(
        _ product: Product, _ amount: Measured, by maker: Firm, to buyer: Firm, day: Int, hour: Int = 7
    ) -> Batch {
        let lot = batch(product, of: maker, day: day)
        issue(lot, [lot[amount]], at: at(day, hour))
        deliver([lot[amount]], from: maker, to: buyer, at: at(day, hour + 2))
        return lot
    }

    /// Dough takes up water, baking loses it; yesterday's scraps go into today's dough; what does not sell is destroyed.
    package mutating func bakeryWithRework() {
        let (mill, bakery, shop) = (firm(.mill), firm(.bakery), firm(.shop))
        let flour = supplied(.flour, .kg(500), by: mill, to: bakery, day: 0)
        var scraps: Line?
        var last: Batch?
        for day in 1...3 {
            let (dough, bread) = (batch(.dough, of: bakery, day: day), batch(.bread, of: bakery, day: day))
            let used = Measured.kg(Double(draw(80...120)))
            let mixed = used.times(draw(1580...1660)) + (scraps?.amount ?? .kg(0))
            make([(dough, mixed)], from: [flour[used]] + (scraps.map { [$0] } ?? []), by: bakery, at: at(day, 3))
            let kept = mixed.times(40)
            make(
                [(bread, (mixed - kept).times(draw(860...890)))], from: [dough[mixed - kept]], by: bakery,
                at: at(day, 6))
            scraps = dough[kept]
            let sold = (mixed - kept).times(850)
            deliver([bread[sold]], from: bakery, to: shop, at: at(day, 7))
            sell([bread[sold.times(900)]], by: shop, at: at(day, 21))
            destroy([bread[sold.times(90)]], by: shop, at: at(day + 5, 21))
            last = bread
        }
        ask(flour.code, last?.code ?? flour.code)
    }

    /// A kitchen that cooks from scores of lots; schools eat, keep samples, and throw leftovers away.
    package mutating func kitchenOfManyInputs() {
        let kitchen = firm(.kitchen)
        let trades: [Trade] = [.wholesaler, .processor, .cooperative]
        var inputs: [Line] = []
        for index in 0..<draw(70...110) {
            let product = Product("食材\(index + 1)", "散装", days: 30, number: 100 + index)
            let supplier = firm(trades[index % 3], index)
            let amount = Measured.kg(Double(draw(5...40)))
            let lot = supplied(product, amount, by: supplier, to: kitchen, day: 0, hour: 5 + index % 6)
            inputs.append(lot[amount])
        }
        let meals = batch(.meals, of: kitchen, day: 1)
        let count = draw(600...900)
        make([(meals, .pieces(count))], from: inputs, by: kitchen, at: at(1, 5))
        for index in 0..<3 {
            let school = firm(.canteen, index)
            deliver([meals[.pieces(count / 3)]], from: kitchen, to: school, at: at(1, 9), takes: 20...60)
            consume([meals[.pieces(count / 3 - 12)]], by: school, at: at(1, 12))
            observe("storing", [meals[.pieces(2)]], by: school, at: at(1, 12, 20), with: [("remark", "留样48小时")])
            destroy([meals[.pieces(12)]], by: school, at: at(3, 13))
        }
        ask(meals.code, inputs[0].code)
    }

    /// Soy sauce brewed over days: fed on two days, drawn off on two, all of one transformation.
    package mutating func brewedInParts() {
        let (maker, mill, shop) = (firm(.processor), firm(.mill), firm(.shop))
        let flour = supplied(.flour, .kg(400), by: mill, to: maker, day: 0)
        let sugar = supplied(.sugar, .kg(100), by: firm(.processor, 1), to: maker, day: 0, hour: 9)
        let sauce = batch(.sauce, of: maker, day: 30)
        let id = "urn:uuid:\(uuid())"
        make([], from: [flour[.kg(400)]], by: maker, at: at(1, 8), id: id)
        make([], from: [sugar[.kg(60)]], by: maker, at: at(4, 8), id: id)
        make([(sauce, .kg(250))], from: [], by: maker, at: at(30, 8), id: id)
        make([(sauce, .kg(190))], from: [], by: maker, at: at(31, 8), id: id)
        deliver([sauce[.kg(120)]], from: maker, to: shop, at: at(33, 8))
        sell([sauce[.kg(60)]], by: shop, at: at(36, 20))
        ask(sauce.code, flour.code, sugar.code)
    }

    /// Drums that go into a process by their own codes: what was inside goes in.
    package mutating func drumsAsInput() {
        let (maker, bakery) = (firm(.processor), firm(.bakery))
        let oil = batch(.oil, of: maker, day: 0)
        issue(oil, [oil[.kg(600)]], at: at(0, 8))
        let drums = (0..<3).map { _ in unit(of: maker) }
        for (index, drum) in drums.enumerated() { pack([oil[.kg(200)]], in: drum, by: maker, at: at(0, 10, index * 5)) }
        deliver(drums.map { Line($0) }, from: maker, to: bakery, at: at(1, 8))
        let biscuits = batch(.biscuits, of: bakery, day: 2)
        let flour = supplied(.flour, .kg(1000), by: firm(.mill), to: bakery, day: 0)
        make(
            [(biscuits, .kg(1180))], from: drums.prefix(2).map { Line($0) } + [flour[.kg(1000)]], by: bakery,
            at: at(2, 8))
        ask(biscuits.code, oil.code, drums[0], drums[2])
    }

    /// One lot of a long shift: two lines, two days, and a third event of the night.
    package mutating func lotOfTwoLines() {
        let (maker, shop) = (firm(.processor), firm(.shop))
        let lot = batch(.biscuits, of: maker, day: 0)
        for (minute, amount) in [(at(0, 9), 400), (at(0, 9), 420), (at(0, 21), 380), (at(1, 8), 160)] {
            let index = issue(lot, [lot[.kg(Double(amount))]], at: minute)
            if amount == 420 { drafts[index].device = "line-2" }
        }
        deliver([lot[.kg(1300)]], from: maker, to: shop, at: at(2, 8))
        sell([lot[.kg(700)]], by: shop, at: at(9, 20))
        ask(lot.code)
    }

    /// Frozen squid is thawed in brine and takes up water; cut, it drips some of it off.
    package mutating func thawedInWater() {
        let (store, maker, shop) = (firm(.wholesaler), firm(.processor), firm(.shop))
        let frozen = batch(.squid, of: store, day: 0)
        issue(
            frozen, [frozen[.kg(1000)]], at: at(0, 8),
            with: tripPapers(from: at(-40, 1), to: at(-20, 1)) + [
                ("speciesLatin", "Todarodes pacificus"), ("fao3", "SQJ"), ("productForm", "FRO"),
            ])
        deliver([frozen[.kg(1000)]], from: store, to: maker, at: at(1, 8))
        let thawed = batch(.squid, of: maker, day: 2)
        make(
            [(thawed, .kg(Double(draw(1040...1080))))], from: [frozen[.kg(1000)]], by: maker, at: at(2, 9),
            with: [("process", "thawing")])
        let rings = batch(.fillet, of: maker, day: 3)
        make([(rings, .kg(Double(draw(930...990))))], from: [thawed[.kg(1040)]], by: maker, at: at(3, 9))
        deliver([rings[.kg(500)]], from: maker, to: shop, at: at(4, 9))
        sell([rings[.kg(380)]], by: shop, at: at(20, 20))
        ask(rings.code, thawed.code, frozen.code)
    }

    /// Meat balls of beef and starch, both on record, and of ice water, which is not.
    package mutating func meatBallsWithIceWater() {
        let (hall, kitchen, shop) = (firm(.wholesaler), firm(.kitchen), firm(.shop))
        let beef = supplied(.loin, .kg(490), by: hall, to: kitchen, day: 0)
        let starch = supplied(.flour, .kg(80), by: firm(.mill), to: kitchen, day: 0, hour: 9)
        let balls = batch(.balls, of: kitchen, day: 1)
        let made = Measured.kg(Double(draw(610...640)))
        make([(balls, made)], from: [beef[.kg(490)], starch[.kg(60)]], by: kitchen, at: at(1, 8))
        deliver([balls[made.times(500)]], from: kitchen, to: shop, at: at(2, 8))
        sell([balls[made.times(300)]], by: shop, at: at(9, 20))
        ask(balls.code, beef.code, starch.code)
    }

    /// Cartons of known content: made by the carton, used by the kilogram.
    package mutating func cartonsAndKilograms() {
        let (maker, kitchen) = (firm(.processor), firm(.kitchen))
        let balls = batch(Product("牛肉丸", "20千克/箱", days: 365, number: 12), of: maker, day: 0)
        let index = issue(balls, [balls[.cartons(100)]], at: at(0, 8))
        drafts[index].number("netKg", "2000")
        let cartons = (0..<4).map { _ in unit(of: maker) }
        for (minute, carton) in cartons.enumerated() {
            pack([balls[.kg(20)]], in: carton, by: maker, at: at(0, 9, minute))
        }
        deliver([balls[.cartons(40)]], from: maker, to: kitchen, at: at(1, 8))
        for day in 2...5 { consume([balls[.kg(Double(draw(60...180)))]], by: kitchen, at: at(day, 11)) }
        ask(balls.code)
    }
}
