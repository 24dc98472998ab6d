/// Goods that come back, and records that are taken back.
extension ChainTeller {
    /// A shop sends back what it could not sell; the wholesaler sells it to another shop.
    package mutating func returnedToWholesaler() {
        let (lot, maker) = oilInStock()
        let (hall, first, second) = (firm(.wholesaler), firm(.shop), firm(.shop, 1))
        deliver([lot[.pieces(300)]], from: maker, to: hall, at: at(1, 8))
        deliver([lot[.pieces(200)]], from: hall, to: first, at: at(2, 8))
        sell([lot[.pieces(120)]], by: first, at: at(8, 20))
        sendBack([lot[.pieces(80)]], from: first, to: hall, at: at(9, 9))
        deliver([lot[.pieces(180)]], from: hall, to: second, at: at(10, 8))
        sell([lot[.pieces(150)]], by: second, at: at(20, 20))
        ask(lot.code)
        ask(lot.code, holder: second)
    }

    /// Shoppers bring back what they bought: one bottle is sold again, another is destroyed; and some of a lot.
    package mutating func returnedByShoppers() {
        let (maker, shop) = (firm(.processor), firm(.shop))
        let lot = batch(.oil, of: maker, day: 0)
        let items = lot.items(1...12)
        issue(lot, items, at: at(0, 8))
        deliver(items, from: maker, to: shop, at: at(1, 8))
        sell(Array(items[0..<4]), by: shop, at: at(2, 19))
        takeBack([items[0], items[1]], by: shop, at: at(4, 10))
        sell([items[0]], by: shop, at: at(5, 17))
        destroy([items[1]], by: shop, at: at(5, 21))
        let loose = batch(.sauce, of: maker, day: 0)
        issue(loose, [loose[.pieces(300)]], at: at(0, 9))
        deliver([loose[.pieces(100)]], from: maker, to: shop, at: at(1, 8, 30))
        sell([loose[.pieces(90)]], by: shop, at: at(3, 20))
        takeBack([loose[.pieces(1)]], by: shop, at: at(4, 11))
        sell([loose[.pieces(11)]], by: shop, at: at(6, 20))
        ask(items[0].code, items[1].code, items[5].code, loose.code)
    }

    /// A shipment typed with a nought too many is declared wrong and written again.
    package mutating func correctedByDeclaration() {
        let (lot, maker) = oilInStock()
        let shop = firm(.shop)
        let document = paper("FH")
        let wrong = ship([lot[.pieces(6000)]], from: maker, to: shop, at: at(1, 8), document: document)
        withdraw(wrong, at: at(1, 9))
        let right = ship([lot[.pieces(60)]], from: maker, to: shop, at: at(1, 8), document: document)
        drafts[right].arrival = at(1, 9, 30)
        receive([lot[.pieces(60)]], from: maker, by: shop, at: at(1, 10), document: document)
        let sold = sell([lot[.pieces(60)]], by: shop, at: at(2, 20))
        withdraw(sold, at: at(2, 21), reason: "did_not_occur")
        sell([lot[.pieces(6)]], by: shop, at: at(2, 20, 5))
        ask(lot.code)
    }
}
