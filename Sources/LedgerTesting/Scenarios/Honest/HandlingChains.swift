/// What warehouses do with goods, and how firms name each other.
extension ChainTeller {
    /// A chain of shops moves goods from one of its own sites to another: one firm ships and receives.
    package mutating func betweenOwnSites() {
        let (lot, maker) = oilInStock()
        let shop = firm(.shop)
        deliver([lot[.pieces(200)]], from: maker, to: shop, at: at(1, 8))
        let move = deliver([lot[.pieces(80)]], from: shop, to: shop, at: at(3, 8))
        let other = "urn:yima:site:\(shop.region)-BRANCH2"
        drafts[move.receipt].siteOverride = other
        sell([lot[.pieces(60)]], by: shop, at: at(5, 20))
        let sold = sell([lot[.pieces(50)]], by: shop, at: at(5, 20, 30))
        drafts[sold].siteOverride = other
        ask(lot.code)
    }

    /// Cartons go from two pallets onto a third, and nobody scans that they left the first two.
    package mutating func palletsPackedAnew() {
        let (maker, center, shop) = (firm(.processor), firm(.distributor), firm(.shop))
        let lot = batch(.biscuits, of: maker, day: 0)
        issue(lot, [lot[.pieces(400)]], at: at(0, 8))
        let cartons = (0..<4).map { _ in unit(of: maker) }
        let pallets = (0..<2).map { _ in unit(of: maker) }
        for (index, carton) in cartons.enumerated() {
            pack([lot[.pieces(100)]], in: carton, by: maker, at: at(0, 9, index))
        }
        for index in 0..<2 {
            pack(
                cartons[index * 2..<index * 2 + 2].map { Line($0) }, in: pallets[index], by: maker, at: at(0, 10, index)
            )
        }
        deliver(pallets.map { Line($0) }, from: maker, to: center, at: at(1, 8))
        let mixed = unit(of: center)
        pack([Line(cartons[0]), Line(cartons[2])], in: mixed, by: center, at: at(2, 5))
        deliver([Line(mixed)], from: center, to: shop, at: at(2, 7))
        unpack([Line(cartons[0]), Line(cartons[2])], from: mixed, by: shop, at: at(2, 12))
        unpack([lot[.pieces(100)]], from: cartons[0], by: shop, at: at(2, 13))
        sell([lot[.pieces(90)]], by: shop, at: at(9, 20))
        ask(lot.code, cartons[0], cartons[1], cartons[2], pallets[0], mixed)
    }

    /// Fresh meat is frozen the day before it expires: another product of another shelf life.
    package mutating func frozenForLater() {
        let (house, plant, shop) = (firm(.slaughterhouse), firm(.processor), firm(.shop))
        let fresh = supplied(.loin, .kg(300), by: house, to: plant, day: 0)
        let frozen = batch(Product("冻猪里脊", "10千克/箱", days: 365, number: 42), of: plant, day: 3)
        make([(frozen, .kg(298.5))], from: [fresh[.kg(300)]], by: plant, at: at(3, 8), with: [("process", "freezing")])
        deliver([frozen[.kg(100)]], from: plant, to: shop, at: at(30, 8))
        sell([frozen[.kg(60)]], by: shop, at: at(60, 20))
        ask(frozen.code, fresh.code)
    }

    /// Buyer and seller are named by their location numbers, whose prefixes are on the ledger.
    package mutating func partiesByLocationNumber() {
        let (lot, maker) = oilInStock()
        let (hall, shop) = (firm(.wholesaler), firm(.shop))
        for (from, to, day) in [(maker, hall, 1), (hall, shop, 2)] {
            let move = deliver([lot[.pieces(60)]], from: from, to: to, at: at(day, 8))
            for index in [move.shipment, move.receipt] {
                drafts[index].sources = [("owning_party", from.locationNumber)]
                drafts[index].destinations = [("owning_party", to.locationNumber)]
            }
            drafts[move.receipt]["supplierUscc"] = from.uscc
        }
        sell([lot[.pieces(40)]], by: shop, at: at(5, 20))
        ask(lot.code)
    }

    /// Everybody writes the name and the pack in his own way.
    package mutating func namesWrittenOtherwise() {
        let (lot, maker) = oilInStock()
        let (hall, shop) = (firm(.wholesaler), firm(.shop))
        let first = deliver([lot[.pieces(100)]], from: maker, to: hall, at: at(1, 8))
        let second = deliver([lot[.pieces(60)]], from: hall, to: shop, at: at(2, 8))
        drafts[first.receipt]["productName"] = "压榨一级花生油"
        drafts[first.receipt]["spec"] = "5L×1"
        drafts[second.receipt]["productName"] = "花生油 5L"
        drafts[second.receipt]["spec"] = "桶"
        drafts[second.receipt]["supplierName"] = hall.name + "（王老板）"
        sell([lot[.pieces(40)]], by: shop, at: at(5, 20))
        ask(lot.code)
    }

    /// A carton of two lots of different days; one is sold out, the other is not.
    package mutating func twoLotsInOneUnit() {
        let (maker, shop) = (firm(.processor), firm(.shop))
        let (old, new) = (batch(.biscuits, of: maker, day: -3), batch(.biscuits, of: maker, day: 0))
        issue(old, [old[.pieces(40)]], at: at(-3, 8))
        issue(new, [new[.pieces(200)]], at: at(0, 8))
        let carton = unit(of: maker)
        pack([old[.pieces(40)], new[.pieces(60)]], in: carton, by: maker, at: at(0, 9))
        deliver([Line(carton)], from: maker, to: shop, at: at(1, 8))
        unpack([old[.pieces(40)], new[.pieces(60)]], from: carton, by: shop, at: at(1, 15))
        sell([old[.pieces(40)]], by: shop, at: at(4, 20))
        sell([new[.pieces(10)]], by: shop, at: at(4, 20, 10))
        ask(old.code, new.code, carton)
    }
}
