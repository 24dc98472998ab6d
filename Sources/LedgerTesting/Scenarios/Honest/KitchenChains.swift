/// Kitchens: scores of lots, ice water, thawing, and cartons that are used by the kilogram.
extension ChainTeller {
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
