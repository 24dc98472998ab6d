/// MASS-1…3: more comes out than went in, hidden or not; too much or too little of it; amounts that cannot be compared.
extension ChainTeller {
    /// How a surplus may be told.
    enum Surplus: String, CaseIterable, Sendable {
        case plainly, besideAPiece, withoutUnit, inParts, bySplitting, fromAPallet, inGrams
    }

    /// MASS-1: a plant makes fifteen tonnes of one.
    mutating func makesTooMuch(_ surplus: Surplus) {
        let (mill, maker, shop) = (firm(.mill), firm(.processor), firm(.shop))
        let flour = supplied(.flour, .kg(1000), by: mill, to: maker, day: 0)
        let made = batch(surplus == .bySplitting ? .flour : .biscuits, of: maker, day: surplus == .bySplitting ? 0 : 2)
        let much = Measured.kg(15_000)
        switch surplus {
        case .plainly: make([(made, much)], from: [flour[.kg(1000)]], by: maker, at: at(2, 8))
        case .besideAPiece:
            let salt = supplied(.sugar, .pieces(5), by: firm(.processor, 1), to: maker, day: 0, hour: 10)
            make([(made, much)], from: [flour[.kg(1000)], salt[.pieces(1)]], by: maker, at: at(2, 8))
        case .withoutUnit: make([(made, .pieces(15_000))], from: [flour[.kg(1000)]], by: maker, at: at(2, 8))
        case .inParts:
            let id = "urn:uuid:\(uuid())"
            make([], from: [flour[.kg(1000)]], by: maker, at: at(2, 8), id: id)
            for day in 3...5 { make([(made, .kg(5000))], from: [], by: maker, at: at(day, 8), id: id) }
        case .bySplitting:
            let half = batch(.flour, of: maker, day: 0)
            make([(half, .kg(700)), (made, .kg(600))], from: [flour[.kg(1000)]], by: maker, at: at(2, 8))
        case .fromAPallet:
            let drum = unit(of: maker)
            pack([flour[.kg(200)]], in: drum, by: maker, at: at(1, 8))
            make([(made, .kg(3000))], from: [Line(drum)], by: maker, at: at(2, 8))
        case .inGrams:
            make(
                [(made, .init(thousandths: 15_000_000_000, uom: "GRM"))], from: [flour[.kg(1000)]], by: maker,
                at: at(2, 8))
        }
        let shipped = surplus == .withoutUnit ? Measured.pieces(100) : .kg(100)
        deliver([made[shipped]], from: maker, to: shop, at: at(6, 8))
        ask(
            made.code, is: surplus == .withoutUnit ? [.invalid, .suspect] : [.invalid],
            rules: [surplus == .withoutUnit ? "MASS-1|MASS-3" : "MASS-1"])
        ask(flour.code, holder: mill)
    }

    /// MASS-1: a shop sells 130 of the 100 that it received, at once or bit by bit, or partly by the item.
    mutating func sellsTooMuch(inParts: Bool) {
        let chain = retail(.lot)
        if inParts {
            for day in 6...9 { sell([chain.lot[.pieces(25)]], by: chain.shop, at: at(day, 20)) }
        } else {
            sell([chain.lot[.pieces(100)]], by: chain.shop, at: at(6, 20))
        }
        ask(chain.lot.code, holder: chain.shop, is: [.invalid], rules: ["MASS-1|CODE-4"])
        ask(chain.lot.code, is: [.invalid], rules: ["MASS-1|CODE-4"])
    }

    /// MASS-1 in a sister carton: three cartons of a lot go to three shops; the second makes 300 kg of its 30.
    mutating func cheatingWithASister() {
        let maker = firm(.processor)
        let lot = batch(.oil, of: maker, day: 0)
        issue(lot, [lot[.kg(90)]], at: at(0, 8))
        let cartons = (0..<3).map { _ in unit(of: maker) }
        for (index, carton) in cartons.enumerated() {
            pack([lot[.kg(30)]], in: carton, by: maker, at: at(0, 9, index))
            deliver([Line(carton)], from: maker, to: firm(.shop, index), at: at(1, 8))
        }
        let cheat = firm(.shop, 1)
        unpack([lot[.kg(30)]], from: cartons[1], by: cheat, at: at(2, 8))
        let made = batch(.biscuits, of: cheat, day: 3)
        make([(made, .kg(300))], from: [lot[.kg(30)]], by: cheat, at: at(3, 8))
        ask(cartons[0], cartons[2])
        ask(made.code, is: [.invalid], rules: ["MASS-1"])
    }

    /// MASS-2: gutted fish that weigh nearly what the fish weighed; rice that weighs nearly what the paddy weighed.
    mutating func yieldOutOfRange(rice: Bool) {
        let (farm, plant) = (firm(rice ? .silo : .fishFarm), firm(rice ? .mill : .processor))
        let raw = batch(rice ? .paddy : .croaker, of: farm, day: 0)
        issue(raw, [raw[.kg(1000)]], at: at(0, 6), with: rice ? [] : farmPapers(harvested: at(0, 4), pond: "3"))
        deliver([raw[.kg(1000)]], from: farm, to: plant, at: at(0, 8))
        let made = batch(rice ? .rice : .fillet, of: plant, day: 1)
        make([(made, .kg(rice ? 985 : 990))], from: [raw[.kg(1000)]], by: plant, at: at(1, 8))
        ask(made.code, is: [.suspect], rules: ["MASS-2"])
    }

    /// MASS-3: received by the kilogram and passed on by a basket of no known content.
    mutating func basketsOfNoKnownContent() {
        let (coop, hall, shop) = (firm(.cooperative), firm(.wholesaler), firm(.shop))
        let lot = batch(.greens, of: coop, day: 0)
        issue(lot, [lot[.kg(400)]], at: at(0, 5), with: [("complianceCertNo", paper("HGZ35"))])
        deliver([lot[.kg(400)]], from: coop, to: hall, at: at(0, 7))
        deliver([lot[.init(thousandths: 90_000, uom: "XBK")]], from: hall, to: shop, at: at(0, 14))
        ask(lot.code, is: [.suspect, .undecided], rules: ["MASS-3"])
    }
}
