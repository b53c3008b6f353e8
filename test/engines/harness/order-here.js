globalThis.__report = checkOrder([{ realm: globalThis, where: "" }]);
