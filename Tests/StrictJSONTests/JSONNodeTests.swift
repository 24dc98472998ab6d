import StrictJSON
import Testing

@Suite struct `A JSON node` {
    @Test func `is written compactly in the order given`() {
        let node = JSONNode.object([
            ("b", .array([.integer(-1), .integer(UInt64.max), .integer([1, 2].count), .number("12.50")])),
            ("a", .object([])), ("c", .array([])), ("d", true), ("e", .null), ("f", .raw(Array(#"{ "x":1}"#.utf8))),
        ])
        #expect(
            node.text
                == #"{"b":[-1,18446744073709551615,2,12.50],"a":{},"c":[],"d":true,"e":null,"f":{ "x":1}}"#)
    }

    @Test func `escapes only what RFC 8259 requires`() {
        let node = JSONNode.string("大黄鱼 \"/\\\u{8}\t\n\u{C}\r\u{0}\u{1F}\u{7F}é😀")
        #expect(node.text == "\"大黄鱼 \\\"/\\\\\\b\\t\\n\\f\\r\\u0000\\u001f\u{7F}é😀\"")
    }

    @Test func `is pretty-printed with two spaces a level`() {
        let node = JSONNode.object([("a", .array([.integer(1), "x"])), ("b", .object([("c", .object([]))]))])
        let expected = """
            {
              "a": [
                1,
                "x"
              ],
              "b": {
                "c": {}
              }
            }
            """
        #expect(node.prettyText == expected)
    }
}
