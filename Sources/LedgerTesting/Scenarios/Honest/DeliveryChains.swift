/// Deliveries as they are: in parts, refused, void, sent back.
extension ChainTeller {
    /// Oil that its maker has in stock.
    mutating func oilInStock(_ amount: Measured = .pieces(600)) -> (lot: Batch, maker: Firm) {
        let maker = firm(.processor)
        let lot = batch(.oil, of: maker, day: 0)
        issue(lot, [lot[amount]], at: at(0, 8))
        return (lot, maker)
    }

    /// One despatch advice, two lorries, received on three occasions.
    package mutating func partialDeliveries() {
        let (lot, maker) = oilInStock()
        let hall = firm(.wholesaler)
        let document = paper("FH")
        ship([lot[.pieces(300)]], from: maker, to: hall, at: at(1, 8), document: document)
        ship([lot[.pieces(200)]], from: maker, to: hall, at: at(1, 11), document: document)
        for (minute, count) in [(at(1, 12), 250), (at(1, 15), 150), (at(2, 7), 100)] {
            receive([lot[.pieces(count)]], from: maker, by: hall, at: minute, document: document)
        }
        sell([lot[.pieces(400)]], by: hall, at: at(5, 18))
        ask(lot.code)
    }

    /// The whole delivery is refused at the door and goes back.
    package mutating func refusedWhole() {
        let (lot, maker) = oilInStock()
        let (first, second) = (firm(.shop), firm(.shop, 1))
        let document = paper("FH")
        let sent = ship([lot[.pieces(100)]], from: maker, to: first, at: at(1, 8), document: document)
        refuse([lot[.pieces(100)]], from: maker, by: first, at: at(1, 10), document: document, why: "未预约，拒收")
        let back = receive(
            [lot[.pieces(100)]], from: first, by: maker, at: at(1, 14), document: document, disposition: "returned")
        drafts[back].documents = drafts[sent].documents
        deliver([lot[.pieces(100)]], from: maker, to: second, at: at(2, 8))
        sell([lot[.pieces(60)]], by: second, at: at(4, 20))
        ask(lot.code)
    }

    /// Six broken bottles are refused, the rest is taken; the driver brings the six back, and they are destroyed.
    package mutating func refusedInPart() {
        let (lot, maker) = oilInStock()
        let shop = firm(.shop)
        let document = paper("FH")
        let sent = ship([lot[.pieces(100)]], from: maker, to: shop, at: at(1, 8), document: document)
        receive([lot[.pieces(94)]], from: maker, by: shop, at: at(1, 10), document: document)
        refuse([lot[.pieces(6)]], from: maker, by: shop, at: at(1, 10, 5), document: document, why: "破损6桶，拒收")
        let back = receive(
            [lot[.pieces(6)]], from: shop, by: maker, at: at(1, 16), document: document, disposition: "returned")
        drafts[back].documents = drafts[sent].documents
        destroy([lot[.pieces(6)]], by: maker, at: at(2, 9))
        sell([lot[.pieces(80)]], by: shop, at: at(9, 20))
        ask(lot.code)
    }

    /// The lorry broke down: the shipment is declared void, and goes out again the day after.
    package mutating func voidedShipment() {
        let (lot, maker) = oilInStock()
        let shop = firm(.shop)
        let sent = ship([lot[.pieces(100)]], from: maker, to: shop, at: at(1, 8), document: paper("FH"))
        void(sent, at: at(1, 11))
        deliver([lot[.pieces(100)]], from: maker, to: shop, at: at(2, 8))
        sell([lot[.pieces(100)]], by: shop, at: at(12, 20))
        ask(lot.code)
    }

    /// The yard, the lorry and the warehouse are others' than the goods: who holds is not who owns.
    package mutating func thirdPartyWarehouse() {
        let (lot, maker) = oilInStock()
        let (carrier, store, hall) = (firm(.carrier), firm(.coldStore), firm(.wholesaler))
        let move = deliver([lot[.pieces(400)]], from: maker, to: store, at: at(1, 8))
        for index in [move.shipment, move.receipt] {
            drafts[index].destinations = [("owning_party", maker.party), ("possessing_party", store.party)]
        }
        observe("storing", [lot[.pieces(400)]], by: store, at: at(1, 15), with: [("tempC", "18")])
        observe("loading", [lot[.pieces(250)]], by: carrier, at: at(3, 7), in: store)
        let sent = ship([lot[.pieces(250)]], from: store, to: hall, at: at(3, 8), document: paper("CK"))
        drafts[sent].sources = [("owning_party", maker.party), ("possessing_party", store.party)]
        observe("transporting", [lot[.pieces(250)]], by: carrier, at: at(3, 9), in: store, disposition: "in_transit")
        observe("unloading", [lot[.pieces(250)]], by: carrier, at: at(3, 11), in: hall)
        let taken = receive([lot[.pieces(250)]], from: maker, by: hall, at: at(3, 11, 20))
        drafts[taken].sources = drafts[sent].sources
        drafts[taken].documents = drafts[sent].documents
        sell([lot[.pieces(200)]], by: hall, at: at(9, 18))
        ask(lot.code)
        ask(lot.code, holder: hall)
    }
}
