import EPCIS
import EventTesting
import Testing
import Values

@Suite struct `Several values of one element` {
    private func event(_ members: String) throws -> EPCISEvent { try EPCISEvent(json: Sample.object(members)) }

    @Test func `are all kept, the first among the data elements`() throws {
        let event = try event(#""yima:conformityProofNo":["HG-1","HG-2",3],"yima:lotNo":"A1""#)
        #expect(event.elementValues("conformityProofNo") == ["HG-1", "HG-2", "3"])
        #expect(event.dataElements == ["conformityProofNo": "HG-1", "lotNo": "A1"])
        #expect(event.elementValues("lotNo") == ["A1"])
        #expect(event.elementValues("noSuch") == [])
    }

    @Test func `in a list of one are that one`() throws {
        #expect(try event(#""yima:lotNo":["A1"]"#) == event(#""yima:lotNo":"A1""#))
    }

    @Test func `may stand in ilmd, and in both places`() throws {
        #expect(try event(#""ilmd":{"yima:a":["1","2"]}"#).elementValues("a") == ["1", "2"])
        #expect(try event(#""ilmd":{"yima:a":["1","2"]},"yima:a":["2","3"]"#).elementValues("a") == ["1", "2", "3"])
        #expect(try event(#""ilmd":{"yima:a":["1","2"]},"yima:a":"3""#).elementValues("a") == ["1", "2", "3"])
        #expect(try event(#""yima:a":"3","ilmd":{"yima:a":["3","1"]}"#).elementValues("a") == ["3", "1"])
        #expect(throws: EventError.self) { try event(#""ilmd":{"yima:a":"1"},"yima:a":"3""#) }
    }

    @Test func `of other namespaces are kept too, and only scalars are values`() throws {
        let event = try event(#""cbvmda:x":["a",null,{"b":1},["c"],true],"yima:none":[],"yima:deep":[{"a":1}]"#)
        #expect(event.elementValues("cbvmda:x") == ["a", "true"])
        #expect(event.dataElements == ["cbvmda:x": "a"])
    }

    @Test func `do not include the digests of private values`() throws {
        let event = try event(#""yima:sealed":["AAAA","BBBB"]"#)
        #expect(event.dataElements.isEmpty)
        #expect(event.elementValues("sealed").isEmpty)
    }

    @Test func `can be given, changed and taken away`() throws {
        let bare = try event(#""yima:lotNo":"A1""#)
        var event = bare
        event.setElementValues("cert", ["1", "2"])
        #expect(event.elementValues("cert") == ["1", "2"])
        event.setElementValues("cert", ["3"])
        #expect(event.elementValues("cert") == ["3"])
        event.setElementValues("cert", [])
        #expect(event == bare)
    }

    @Test func `do not change the event's hash`() throws {
        // The text is hashed, as before: one piece for each value.
        let hash = try EventHash(json: Sample.object(#""yima:a":["2","1"]"#))
        #expect(
            hash.preHash.contains("{urn:yima:elements:}a=1{urn:yima:elements:}a=2"), "\(hash.preHash)")
    }
}
