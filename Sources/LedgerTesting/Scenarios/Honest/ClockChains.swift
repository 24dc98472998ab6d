/// Clocks, networks and recorders.
extension ChainTeller {
    /// Handed over at the dock: the receiver's clock is four minutes behind the sender's, so it received before it was sent;
    /// and one clock runs ahead of the host's.
    package mutating func clocksDiffer() {
        let (lot, maker) = oilInStock()
        let (hall, shop) = (firm(.wholesaler), firm(.shop))
        (clocks[maker.uscc], clocks[hall.uscc], clocks[shop.uscc]) = (2, -2, 3)
        let document = paper("FH")
        ship([lot[.pieces(100)]], from: maker, to: hall, at: at(1, 8), document: document)
        receive([lot[.pieces(100)]], from: maker, by: hall, at: at(1, 8, 2), document: document)
        deliver([lot[.pieces(60)]], from: hall, to: shop, at: at(2, 8), takes: 1...2)
        let sold = sell([lot[.pieces(20)]], by: shop, at: at(2, 20))
        drafts[sold].arrival = at(2, 20)
        ask(lot.code)
    }

    /// No network for the better part of a day: everything arrives late, and within the law.
    package mutating func offlineForADay() {
        let (lot, maker) = oilInStock()
        let (hall, shop) = (firm(.wholesaler), firm(.shop))
        offline[hall.uscc] = at(1, 7)..<at(2, 5)
        offline[shop.uscc] = at(2, 2)..<at(2, 23)
        deliver([lot[.pieces(100)]], from: maker, to: hall, at: at(1, 8))
        sell([lot[.pieces(20)]], by: hall, at: at(1, 17))
        deliver([lot[.pieces(60)]], from: hall, to: shop, at: at(2, 4))
        sell([lot[.pieces(40)]], by: shop, at: at(2, 20))
        ask(lot.code)
    }

    /// A receipt is confirmed exactly 24 hours after the supplier's push.
    package mutating func confirmedAtTheLastMinute() {
        let (lot, maker) = oilInStock()
        let shop = firm(.shop)
        confirm(after: 24 * 60, lot, from: maker, to: shop)
        ask(lot.code)
    }

    /// A shipment that is told at once, and its receipt that arrives so many minutes after it.
    @discardableResult mutating func confirm(after minutes: Int, _ lot: Batch, from maker: Firm, to shop: Firm) -> Int {
        let move = deliver([lot[.pieces(60)]], from: maker, to: shop, at: at(1, 8), takes: 20...20)
        (clocks[maker.uscc], clocks[shop.uscc]) = (0, 0)
        drafts[move.shipment].minute = at(1, 8)
        drafts[move.shipment].arrival = at(1, 8, 30)
        drafts[move.receipt].minute = at(1, 8, 20)
        drafts[move.receipt].arrival = at(1, 8, 30) + minutes
        // The device was online a minute before: nothing says that it was recorded any earlier.
        drafts[move.receipt].seen = drafts[move.receipt].arrival - 1
        return move.receipt
    }

    /// A lorry's recorder, every ten minutes: minus eighteen and colder, a few minutes warmer while the doors are open.
    package mutating func coldAllTheWay() {
        let (maker, store) = (firm(.processor), firm(.coldStore))
        let lot = batch(.balls, of: maker, day: 0)
        issue(lot, [lot[.kg(900)]], at: at(0, 8))
        deliver([lot[.kg(900)]], from: maker, to: store, at: at(1, 8), takes: 240...240)
        let index = observe("transporting", [lot[.kg(900)]], by: maker, at: at(1, 11, 50), disposition: "in_transit")
        drafts[index].readings = recorded(from: at(1, 8), count: 24) {
            $0 == 0 || $0 == 23 ? -170 : -180 - ($0 % 4) * 5
        }
        let stored = observe("storing", [lot[.kg(900)]], by: store, at: at(1, 13), with: [("tempC", "-18.0")])
        drafts[stored].number("tempC", "-18.0")
        ask(lot.code)
    }

    /// Readings ten minutes apart, in tenths of a degree.
    func recorded(from minute: Int, count: Int, tenths: (Int) -> Int) -> [EventDraft.Reading] {
        (0..<count).map { EventDraft.Reading(minute: minute + $0 * 10, tenths: tenths($0)) }
    }

    /// On the road at the moment of asking, and not yet due.
    package mutating func stillOnTheRoad() {
        let (lot, maker) = oilInStock()
        let shop = firm(.shop)
        let sent = ship([lot[.pieces(60)]], from: maker, to: shop, at: at(1, 8), document: paper("FH"))
        ask(lot.code, at: drafts[sent].arrival + 6 * 60)
    }
}
