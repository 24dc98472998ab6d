import Testing

@testable import Codes

@Suite("The keys of a code are those of the whole code, whichever way they are found")
struct CodeNamesTests {
    private static let products = [
        "06901234567892", "00012345678905", "06901234567893", "00000000000000", "6901234567892",
    ]
    private static let lots = [
        "", "/10/A1", "/10/a-1", "/10/", "/10/A%2F1", "/10/A/1", "/10/A.1", "/10/..", "/10/A_1", "/10/A 1", "/10/批次",
        "/10/12345678901234567890", "/10/123456789012345678901", "/22/V/10/A1", "/10/A1/", "/11/260101",
    ]
    private static let serials = [
        "", "/21/7", "/21/0007", "/21/", "/21/a%25b", "/21/x?17=261231", "/21/12345678901234567890",
        "/21/123456789012345678901", "/235/T1", "/21/7/10/A1", "/21/7/21/7", "#here",
    ]
    private static let beginnings = [
        "https://id.gs1.org/01/", "https://ID.gs1.org/01/", "http://id.gs1.org/01/", "/01/",
    ]

    @Test("every combination of products, lots and serials, sound or not, before and after the product is known")
    func same() {
        let reader = CodeReader()
        var (sound, unsound) = (0, 0)
        for _ in 0..<2 {
            for beginning in Self.beginnings {
                for product in Self.products {
                    for lot in Self.lots {
                        for serial in Self.serials {
                            let written = beginning + product + lot + serial
                            let code = try? CodeReader().read(written)
                            let names = try? reader.names(of: written)
                            let expected = code.map {
                                CodeNames(key: $0.key, lotKey: $0.lotKey, productKey: $0.productKey)
                            }
                            if names != expected { Issue.record("\(written): \(String(describing: names))") }
                            if expected == nil { unsound += 1 } else { sound += 1 }
                        }
                    }
                }
            }
        }
        #expect(sound > 100 && unsound > 100)
        #expect(reader.gs1.knownProducts.contains(6_901_234_567_892))
        #expect(!reader.gs1.knownProducts.contains(6_901_234_567_893))
    }

    @Test("codes of other kinds")
    func others() {
        let reader = CodeReader()
        for written in ["(01)06901234567892(10)A1", "urn:epc:id:sgtin:6901234.056789.7", "(00)006901234567890128", "x"]
        {
            let code = try? reader.read(written)
            #expect((try? reader.names(of: written))?.key == code?.key)
        }
    }
}
