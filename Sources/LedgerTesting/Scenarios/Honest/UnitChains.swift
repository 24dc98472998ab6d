/// Items, cartons, pallets, crates.
extension ChainTeller {
    /// Items in cartons on a pallet; a distribution centre breaks it up; shops scan what the till scans.
    package mutating func itemsOnPallet() {
        let (maker, center, shop, other) = (firm(.processor), firm(.distributor), firm(.shop), firm(.shop, 1))
        let lot = batch(.oil, of: maker, day: 0)
        let items = lot.items(1...24)
        issue(lot, items, at: at(0, 8))
        let cartons = (0..<4).map { _ in unit(of: maker) }
        for (index, carton) in cartons.enumerated() {
            pack(Array(items[index * 6..<index * 6 + 6]), in: carton, by: maker, at: at(0, 9, index))
        }
        let pallet = unit(of: maker)
        pack(cartons.map { Line($0) }, in: pallet, by: maker, at: at(0, 10))
        deliver([Line(pallet)], from: maker, to: center, at: at(1, 8))
        unpack(cartons.prefix(2).map { Line($0) }, from: pallet, by: center, at: at(1, 14))
        deliver([Line(cartons[0])], from: center, to: shop, at: at(2, 6))
        unpack(Array(items[0..<6]), from: cartons[0], by: shop, at: at(2, 10))
        deliver([Line(cartons[1])], from: center, to: other, at: at(2, 6, 30))
        // Nobody scans the opening of the second carton: the till does.
        sell([items[0]], by: shop, at: at(3, 19))
        sell([items[7]], by: other, at: at(3, 20))
        ask(lot.code, items[0].code, items[7].code, items[20].code, cartons[1], pallet)
    }

    /// Crates go round and come back empty, not always scanned: yesterday's load is not today's.
    package mutating func crateGoesRound() {
        let (coop, shop, other) = (firm(.cooperative), firm(.shop), firm(.shop, 1))
        let crate = coop.crate(number)
        var lots: [Batch] = []
        for day in 0..<3 {
            let lot = batch(.greens, of: coop, day: day)
            let buyer = day == 1 ? other : shop
            issue(lot, [lot[.kg(20)]], at: at(day, 5), with: [("complianceCertNo", paper("HGZ35"))])
            pack([lot[.kg(20)]], in: crate, by: coop, at: at(day, 6))
            deliver([Line(crate)], from: coop, to: buyer, at: at(day, 7), takes: 30...90)
            // On the second day the shop forgets to scan that it emptied the crate.
            if day != 1 { unpack([lot[.kg(20)]], from: crate, by: buyer, at: at(day, 10)) }
            sell([lot[.kg(18.5)]], by: buyer, at: at(day, 20))
            lots.append(lot)
        }
        ask(lots[0].code, lots[1].code, lots[2].code, crate)
    }

    /// Half a pallet is taken off at the first shop; the rest rides on, and only some of it is scanned off.
    package mutating func palletUnloadedInParts() {
        let (maker, center, shop) = (firm(.processor), firm(.wholesaler), firm(.shop))
        let lot = batch(.biscuits, of: maker, day: 0)
        issue(lot, [lot[.pieces(960)]], at: at(0, 8))
        let pallet = unit(of: maker)
        pack([lot[.pieces(960)]], in: pallet, by: maker, at: at(0, 10))
        deliver([Line(pallet)], from: maker, to: center, at: at(1, 8))
        unpack([lot[.pieces(480)]], from: pallet, by: center, at: at(1, 13))
        sell([lot[.pieces(300)]], by: center, at: at(2, 18))
        deliver([Line(pallet)], from: center, to: shop, at: at(2, 7))
        unpack([lot[.pieces(200)]], from: pallet, by: shop, at: at(2, 12))
        sell([lot[.pieces(420)]], by: shop, at: at(20, 20))
        ask(lot.code, pallet)
        ask(lot.code, holder: shop)
    }

    /// Shipped and received by the lot, sold by the item: the till knows serials that the dock did not scan.
    package mutating func lotsAndItems() {
        let (maker, shop) = (firm(.processor), firm(.shop))
        let lot = batch(.oil, of: maker, day: 0)
        let items = lot.items(1...10)
        issue(lot, items, at: at(0, 8))
        deliver([lot[.pieces(10)]], from: maker, to: shop, at: at(1, 8))
        sell([items[2]], by: shop, at: at(3, 19))
        sell([items[4]], by: shop, at: at(3, 20))
        ask(lot.code, items[2].code, items[6].code)
    }

    /// A lot cut in two, a part of each merged again, and all re-labelled for another market under the packer's own code.
    package mutating func splitMergedRelabelled() {
        let (maker, packer, shop) = (firm(.processor), firm(.wholesaler), firm(.shop))
        let lot = batch(.biscuits, of: maker, day: 0)
        issue(lot, [lot[.kg(900)]], at: at(0, 8))
        let (left, right) = (batch(.biscuits, of: maker, day: 0), batch(.biscuits, of: maker, day: 0))
        make([(left, .kg(500)), (right, .kg(400))], from: [lot[.kg(900)]], by: maker, at: at(1, 8))
        let joined = batch(.biscuits, of: maker, day: 0)
        make(
            [(joined, .kg(500))], from: [left[.kg(300)], right[.kg(200)]], by: maker, at: at(2, 8),
            with: [("complianceCertNo", paper("HGZ35"))])
        deliver([joined[.kg(500)]], from: maker, to: packer, at: at(3, 8))
        let own = batch(.biscuits, of: packer, day: 0)
        make([(own, .kg(499))], from: [joined[.kg(500)]], by: packer, at: at(4, 8), with: [("process", "relabelling")])
        deliver([own[.kg(200)]], from: packer, to: shop, at: at(5, 8))
        sell([own[.kg(150)]], by: shop, at: at(30, 20))
        ask(own.code, joined.code, lot.code, right.code)
    }
}
