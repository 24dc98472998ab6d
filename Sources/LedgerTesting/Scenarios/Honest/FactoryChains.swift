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
}
